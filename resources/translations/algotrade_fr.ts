<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
 <context>
  <name>algotrade</name>
  <message>
   <source>Window</source>
   <translation>Fenêtre</translation>
  </message>
  <message>
   <source>candles</source>
   <translation>bougies</translation>
  </message>
  <message>
   <source>How many candles count</source>
   <translation>Nombre de bougies prises en compte</translation>
  </message>
  <message>
   <source>Simple moving average</source>
   <translation>Moyenne mobile simple</translation>
  </message>
  <message>
   <source>The mean price of the last candles</source>
   <translation>Le prix moyen des dernières bougies</translation>
  </message>
  <message>
   <source>Exponential moving average</source>
   <translation>Moyenne mobile exponentielle</translation>
  </message>
  <message>
   <source>A mean in which older candles count less and less</source>
   <translation>Une moyenne où les bougies anciennes comptent de moins en moins</translation>
  </message>
  <message>
   <source>Volume-weighted price</source>
   <translation>Prix pondéré par le volume</translation>
  </message>
  <message>
   <source>The mean price of the contracts dealt</source>
   <translation>Le prix moyen des contrats échangés</translation>
  </message>
  <message>
   <source>Bollinger bands</source>
   <translation>Bandes de Bollinger</translation>
  </message>
  <message>
   <source>The mean price with a band of standard deviations round it</source>
   <translation>Le prix moyen entouré d'une bande d'écarts types</translation>
  </message>
  <message>
   <source>Realised volatility</source>
   <translation>Volatilité réalisée</translation>
  </message>
  <message>
   <source>How much the price moved, in basis points per square root of a second</source>
   <translation>De combien le prix a varié, en points de base par racine carrée de seconde</translation>
  </message>
  <message>
   <source>How many candles count; 0: all since the listing</source>
   <translation>Nombre de bougies prises en compte ; 0 : toutes depuis le début de la cotation</translation>
  </message>
  <message>
   <source>Width</source>
   <translation>Largeur</translation>
  </message>
  <message>
   <source>deviations</source>
   <translation>écarts types</translation>
  </message>
  <message>
   <source>Standard deviations between the mean and each band</source>
   <translation>Écarts types entre la moyenne et chaque bande</translation>
  </message>
  <message>
   <source>There is no display to open a window on. `algotrade-gui run` trades without one.</source>
   <translation>Il n'y a pas d'écran où ouvrir une fenêtre. `algotrade-gui run` permet de trader sans écran.</translation>
  </message>
  <message>
   <source>Another window of this program could not be started.</source>
   <translation>Une autre fenêtre de ce programme n'a pas pu être lancée.</translation>
  </message>
  <message>
   <source>{name} is not run by a BotManager</source>
   <translation>{name} n'est pas géré par un BotManager</translation>
  </message>
  <message>
   <source>{name} must be started by a BotManager</source>
   <translation>{name} doit être démarré par un BotManager</translation>
  </message>
  <message>
   <source>{name} is larger than {most} MB: no bundle is.</source>
   <translation>{name} dépasse {most} Mo : aucun paquet n'est si grand.</translation>
  </message>
  <message>
   <source>{name} has {count} entries, at most {most} are allowed.</source>
   <translation>{name} a {count} entrées, maximum autorisé {most}.</translation>
  </message>
  <message>
   <source>{name} is no bundle: it has no {manifest}.</source>
   <translation>{name} n'est pas un paquet : {manifest} y manque.</translation>
  </message>
  <message>
   <source>{name}: its {manifest} names other files than it holds.</source>
   <translation>{name} : son {manifest} nomme d'autres fichiers que ceux qu'il contient.</translation>
  </message>
  <message>
   <source>{name} has two bots of one name.</source>
   <translation>{name} contient deux bots du même nom.</translation>
  </message>
  <message>
   <source>{name} has an entry that no bundle has: {told}.</source>
   <translation>{name} contient une entrée qu'aucun paquet n'a : {told}.</translation>
  </message>
  <message>
   <source>{name}: no strategy file may be called {told}.</source>
   <translation>{name} : aucun fichier de stratégie ne peut se nommer {told}.</translation>
  </message>
  <message>
   <source>{name}: {told} is no plain file.</source>
   <translation>{name} : {told} n'est pas un fichier ordinaire.</translation>
  </message>
  <message>
   <source>{name}: {told} is encrypted.</source>
   <translation>{name} : {told} est chiffré.</translation>
  </message>
  <message>
   <source>{name}: {told} is compressed in a way that bundles are not.</source>
   <translation>{name} : {told} est compressé d'une manière que les paquets n'utilisent pas.</translation>
  </message>
  <message>
   <source>{filename} is larger than {most} kB.</source>
   <translation>{filename} dépasse {most} ko.</translation>
  </message>
  <message>
   <source>{name}: its {manifest} has no format that is known.</source>
   <translation>{name} : son {manifest} n'a pas de format connu.</translation>
  </message>
  <message>
   <source>{name} says that it is written in {encoding}: only UTF-8 is taken.</source>
   <translation>{name} se déclare écrit en {encoding} : seul UTF-8 est accepté.</translation>
  </message>
  <message>
   <source>{name} is no text.</source>
   <translation>{name} n'est pas du texte.</translation>
  </message>
  <message>
   <source>line {line}: {reason}</source>
   <translation>ligne {line} : {reason}</translation>
  </message>
  <message>
   <source>it is nested too deeply to be read</source>
   <translation>l'imbrication est trop profonde pour être lue</translation>
  </message>
  <message>
   <source>There are two strategy files called {name}.</source>
   <translation>Il y a deux fichiers de stratégie nommés {name}.</translation>
  </message>
  <message>
   <source>{name} holds your team's secret: take it out before you hand the file on.</source>
   <translation>{name} contient le secret de votre équipe : retirez-le avant de transmettre le fichier.</translation>
  </message>
  <message>
   <source>The bundle {path} cannot be written: {reason}.</source>
   <translation>Le paquet {path} ne peut pas être écrit : {reason}.</translation>
  </message>
  <message>
   <source>There is no file {path}.</source>
   <translation>Il n'y a pas de fichier {path}.</translation>
  </message>
  <message>
   <source>The bundle {path} cannot be read: {reason}.</source>
   <translation>Le paquet {path} ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>{name} is no bundle, or a damaged one: {reason}.</source>
   <translation>{name} n'est pas un paquet, ou est endommagé : {reason}.</translation>
  </message>
  <message>
   <source>{name} has two entries called {filename}.</source>
   <translation>{name} a deux entrées nommées {filename}.</translation>
  </message>
  <message>
   <source>{name}: {key} is not the file that its {manifest} names.</source>
   <translation>{name} : {key} n'est pas le fichier que nomme son {manifest}.</translation>
  </message>
  <message>
   <source>{name}: its {manifest} has a line that is dotted more than {most} times.</source>
   <translation>{name} : son {manifest} a une ligne avec plus de {most} points.</translation>
  </message>
  <message>
   <source>{name} was made by a newer version of this program.</source>
   <translation>{name} a été créé par une version plus récente de ce programme.</translation>
  </message>
  <message>
   <source>{name}: its {manifest} cannot be used: {reason}.</source>
   <translation>{name} : son {manifest} ne peut pas être utilisé : {reason}.</translation>
  </message>
  <message>
   <source>{name}: {bot} is no bot.</source>
   <translation>{name} : {bot} n'est pas un bot.</translation>
  </message>
  <message>
   <source>{name} is no text in UTF-8.</source>
   <translation>{name} n'est pas du texte en UTF-8.</translation>
  </message>
  <message>
   <source>The strategy {file} cannot be read: {reason}.</source>
   <translation>La stratégie {file} ne peut pas être lue : {reason}.</translation>
  </message>
  <message>
   <source>A strategy file runs with all your rights: it can read and change your files and use the network. Load only what you have read, or whose author you trust.</source>
   <translation>Un fichier de stratégie s'exécute avec tous vos droits : il peut lire et modifier vos fichiers et utiliser le réseau. Ne chargez que ce que vous avez lu, ou ce dont l'auteur a votre confiance.</translation>
  </message>
  <message>
   <source>The bundle has no file called {name}.</source>
   <translation>Le paquet n'a pas de fichier nommé {name}.</translation>
  </message>
  <message>
   <source>The bundle cannot be put into {folder}: {reason}.</source>
   <translation>Le paquet ne peut pas être placé dans {folder} : {reason}.</translation>
  </message>
  <message>
   <source>There is another {name} in {folder}: rename one of them first. Nothing was imported.</source>
   <translation>Il y a un autre {name} dans {folder} : renommez d'abord l'un des deux. Rien n'a été importé.</translation>
  </message>
  <message>
   <source>{name} calls its GameAPI before `await api.connect()`.</source>
   <translation>{name} appelle sa GameAPI avant `await api.connect()`.</translation>
  </message>
  <message>
   <source>get_orderbook returns a pandas frame, and pandas is not installed here: market_cache.get_current_orderbook needs none.</source>
   <translation>get_orderbook renvoie un tableau pandas, et pandas n'est pas installé ici : market_cache.get_current_orderbook n'en a pas besoin.</translation>
  </message>
  <message>
   <source>GameAPI and MarketDataCache of the 2025 modules work in a bot that the program has started.</source>
   <translation>GameAPI et MarketDataCache des modules de 2025 fonctionnent dans un bot que le programme a démarré.</translation>
  </message>
  <message>
   <source>the bot raised KeyboardInterrupt</source>
   <translation>le bot a levé KeyboardInterrupt</translation>
  </message>
  <message>
   <source>the bot called sys.exit({code})</source>
   <translation>le bot a appelé sys.exit({code})</translation>
  </message>
  <message>
   <source>the bot called loop.stop(), which would end the program</source>
   <translation>le bot a appelé loop.stop(), ce qui mettrait fin au programme</translation>
  </message>
  <message>
   <source>new version</source>
   <translation>nouvelle version</translation>
  </message>
  <message>
   <source>{file}, line {line}: {reason}</source>
   <translation>{file}, ligne {line} : {reason}</translation>
  </message>
  <message>
   <source>{file}: {reason}</source>
   <translation>{file} : {reason}</translation>
  </message>
  <message>
   <source>is no Python file</source>
   <translation>n'est pas un fichier Python</translation>
  </message>
  <message>
   <source>defines no bot: a class made with (market_cache, config) that has async start and run</source>
   <translation>ne définit aucun bot : une classe créée avec (market_cache, config) et ayant async start et run</translation>
  </message>
  <message>
   <source>{name}.config_type is no subclass of BotConfig</source>
   <translation>{name}.config_type n'est pas une sous-classe de BotConfig</translation>
  </message>
  <message>
   <source>syntax error: {reason}</source>
   <translation>erreur de syntaxe : {reason}</translation>
  </message>
  <message>
   <source>cannot be read: {reason}</source>
   <translation>ne peut pas être lu : {reason}</translation>
  </message>
  <message>
   <source>There is no bot called {bot}.</source>
   <translation>Il n'y a pas de bot nommé {bot}.</translation>
  </message>
  <message>
   <source>The new version does not start, {bot} goes on with the old one. {reason}</source>
   <translation>La nouvelle version ne démarre pas, {bot} continue avec l'ancienne. {reason}</translation>
  </message>
  <message>
   <source>{bot} stays on the code that it runs: {reason}</source>
   <translation>{bot} garde le code qu'il exécute : {reason}</translation>
  </message>
  <message>
   <source>{bot} has failed {count} times in a row and is quarantined: mend it, then start it by hand.</source>
   <translation>{bot} a échoué {count} fois de suite et est en quarantaine : corrigez-le, puis démarrez-le à la main.</translation>
  </message>
  <message>
   <source>{name} is no name for a bot: up to {max_bot_name} characters, no blank at either end.</source>
   <translation>{name} n'est pas un nom de bot : {max_bot_name} caractères au plus, sans espace au début ni à la fin.</translation>
  </message>
  <message>
   <source>There is a bot called {bot_id} already.</source>
   <translation>Il y a déjà un bot nommé {bot_id}.</translation>
  </message>
  <message>
   <source>cannot be changed while the bot runs with its other settings: {reason}</source>
   <translation>modification impossible avec les autres paramètres du bot tant qu'il est en marche : {reason}</translation>
  </message>
  <message>
   <source>no dialog can show a value of this type</source>
   <translation>aucun dialogue ne peut afficher une valeur de ce type</translation>
  </message>
  <message>
   <source>the default {value} of {type} is out of its own bounds</source>
   <translation>la valeur par défaut {value} de {type} est hors de ses propres bornes</translation>
  </message>
  <message>
   <source>must be given</source>
   <translation>doit être indiqué</translation>
  </message>
  <message>
   <source>{type} has no such setting</source>
   <translation>{type} n'a pas ce paramètre</translation>
  </message>
  <message>
   <source>{field}: {reason}</source>
   <translation>{field} : {reason}</translation>
  </message>
  <message>
   <source>{type} is not declared well: {reason}</source>
   <translation>{type} n'est pas correctement déclaré : {reason}</translation>
  </message>
  <message>
   <source>must be a number, not {value}</source>
   <translation>doit être un nombre, et non {value}</translation>
  </message>
  <message>
   <source>{error} ({file}, line {line})</source>
   <translation>{error} ({file}, ligne {line})</translation>
  </message>
  <message>
   <source>{names} and {count} more</source>
   <translation>{names} et {count} de plus</translation>
  </message>
  <message>
   <source>{kind}: {reason}</source>
   <translation>{kind} : {reason}</translation>
  </message>
  <message>
   <source>{bot} has ended and left {many} running: {names}. {end}</source>
   <translation>{bot} s'est terminé en laissant {many} en marche : {names}. {end}</translation>
  </message>
  <message>
   <source>An order</source>
   <translation>un ordre</translation>
  </message>
  <message>
   <source>{count} orders</source>
   <translation>{count} ordres</translation>
  </message>
  <message>
   <source>{many} of {id} may still be working: the exchange did not confirm the cancels.</source>
   <translation>Peut-être encore en carnet, {many} de {id} : la bourse n'a pas confirmé les annulations.</translation>
  </message>
  <message>
   <source>{work} for {seconds} s</source>
   <translation>{work} depuis {seconds} s</translation>
  </message>
  <message>
   <source>This code of {bot} was told to end: it opens no session.</source>
   <translation>Ce code de {bot} a reçu l'ordre de se terminer : il n'ouvre pas de session.</translation>
  </message>
  <message>
   <source>{bot} is {state} already.</source>
   <translation>{bot} : déjà {state}.</translation>
  </message>
  <message>
   <source>{bot} is {state}: only a bot that runs can be paused.</source>
   <translation>{bot} ({state}) : seul un bot en marche peut être mis en pause.</translation>
  </message>
  <message>
   <source>cancelling its orders</source>
   <translation>l'annulation de ses ordres</translation>
  </message>
  <message>
   <source>{bot} is {state}: only a paused bot can be resumed.</source>
   <translation>{bot} ({state}) : seul un bot en pause peut être repris.</translation>
  </message>
  <message>
   <source>ending its tasks</source>
   <translation>la fin de ses tâches</translation>
  </message>
  <message>
   <source>{bot} has ended; {work} still runs in its thread and is left to itself.</source>
   <translation>{bot} s'est terminé ; {work} s'exécute encore dans son thread et est laissé à lui-même.</translation>
  </message>
  <message>
   <source>The strategy of {bot} is not there.</source>
   <translation>La stratégie de {bot} est absente.</translation>
  </message>
  <message>
   <source>its code cancelled itself</source>
   <translation>son code s'est annulé lui-même</translation>
  </message>
  <message>
   <source>its stop()</source>
   <translation>son stop()</translation>
  </message>
  <message>
   <source>closing its session</source>
   <translation>la fermeture de sa session</translation>
  </message>
  <message>
   <source>{what} took more than {timeout_s} s and was given up</source>
   <translation>{what} : abandonné après plus de {timeout_s} s</translation>
  </message>
  <message>
   <source>its code did not end within {seconds} s after it was told to</source>
   <translation>son code ne s'est pas terminé dans les {seconds} s après en avoir reçu l'ordre</translation>
  </message>
  <message>
   <source>a task</source>
   <translation>une tâche</translation>
  </message>
  <message>
   <source>{count} tasks</source>
   <translation>{count} tâches</translation>
  </message>
  <message>
   <source>Would not end: {names}.</source>
   <translation>Ne se terminent pas : {names}.</translation>
  </message>
  <message>
   <source>All were cancelled.</source>
   <translation>Toutes ont été annulées.</translation>
  </message>
  <message>
   <source>loaded</source>
   <translation>chargé</translation>
  </message>
  <message>
   <source>starting</source>
   <translation>en démarrage</translation>
  </message>
  <message>
   <source>running</source>
   <translation>en marche</translation>
  </message>
  <message>
   <source>pausing</source>
   <translation>en cours de mise en pause</translation>
  </message>
  <message>
   <source>paused</source>
   <translation>en pause</translation>
  </message>
  <message>
   <source>stopping</source>
   <translation>en cours d'arrêt</translation>
  </message>
  <message>
   <source>stopped</source>
   <translation>arrêté</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>en échec</translation>
  </message>
  <message>
   <source>quarantined</source>
   <translation>en quarantaine</translation>
  </message>
  <message>
   <source>{name} is no bot: it needs (market_cache, config), async start() and async run().</source>
   <translation>{name} n'est pas un bot : il faut (market_cache, config), async start() et async run().</translation>
  </message>
  <message>
   <source>There is no strategy called {strategy}.</source>
   <translation>Il n'y a pas de stratégie nommée {strategy}.</translation>
  </message>
  <message>
   <source>{bot} stays on the code that it runs: {broken}</source>
   <translation>{bot} garde le code qu'il exécute : {broken}</translation>
  </message>
  <message>
   <source>{file}, line {line}</source>
   <translation>{file}, ligne {line}</translation>
  </message>
  <message>
   <source>{bot} let nothing in the program run for {seconds} s, the kill switch neither: by a library call in {place}, it seems. Such work belongs into a process of its own.</source>
   <translation>{bot} a bloqué tout le programme pendant {seconds} s, arrêt d'urgence compris : par un appel de bibliothèque dans {place}, semble-t-il. Un tel travail a sa place dans un processus à part.</translation>
  </message>
  <message>
   <source>{bot} held the loop for over {ms} ms in {place}.</source>
   <translation>{bot} a bloqué la boucle plus de {ms} ms dans {place}.</translation>
  </message>
  <message>
   <source>a place unknown</source>
   <translation>un emplacement inconnu</translation>
  </message>
  <message>
   <source>it held the loop for over {seconds} s in {where}</source>
   <translation>il a bloqué la boucle plus de {seconds} s dans {where}</translation>
  </message>
  <message>
   <source>new</source>
   <translation>nouveau</translation>
  </message>
  <message>
   <source>not connected</source>
   <translation>non connecté</translation>
  </message>
  <message>
   <source>The kill switch is at work: trading goes on when it is done and you say so again.</source>
   <translation>L'arrêt d'urgence est à l'œuvre : le trading reprendra quand il aura terminé et que vous le demanderez de nouveau.</translation>
  </message>
  <message>
   <source>stopping {name} took longer than {step_timeout_s} s; the rest is stopped without it</source>
   <translation>l'arrêt de {name} a pris plus de {step_timeout_s} s ; le reste est arrêté sans l'attendre</translation>
  </message>
  <message>
   <source>Team secrets are kept in files that only you can read: {reason}.</source>
   <translation>Les secrets d'équipe sont conservés dans des fichiers que vous seul pouvez lire : {reason}.</translation>
  </message>
  <message>
   <source>this system has no keyring</source>
   <translation>ce système n'a pas de trousseau</translation>
  </message>
  <message>
   <source>the system's keyring did not answer ({kind})</source>
   <translation>le trousseau du système n'a pas répondu ({kind})</translation>
  </message>
  <message>
   <source>the system's keyring cannot be used ({kind})</source>
   <translation>le trousseau du système ne peut pas être utilisé ({kind})</translation>
  </message>
  <message>
   <source>Up to 40 letters, digits, blanks, dots, - and _; a letter or digit first.</source>
   <translation>Au plus 40 lettres, chiffres, espaces, points, - et _ ; d'abord une lettre ou un chiffre.</translation>
  </message>
  <message>
   <source>{name} is one of the shipped layouts.</source>
   <translation>{name} est l'une des dispositions fournies.</translation>
  </message>
  <message>
   <source>There is a layout {name} already.</source>
   <translation>Il y a déjà une disposition {name}.</translation>
  </message>
  <message>
   <source>The layout {file} cannot be read: {reason}.</source>
   <translation>La disposition {file} ne peut pas être lue : {reason}.</translation>
  </message>
  <message>
   <source>it is too large</source>
   <translation>trop grande taille</translation>
  </message>
  <message>
   <source>The file {file} is no layout: {reason}.</source>
   <translation>Le fichier {file} n'est pas une disposition : {reason}.</translation>
  </message>
  <message>
   <source>The layout {file} cannot be written: {reason}. Nothing that trades has changed. Make room on the disk, or the folder writable, and save again.</source>
   <translation>La disposition {file} ne peut pas être écrite : {reason}. Rien de ce qui négocie n’a changé. Libérez de la place sur le disque, ou rendez le dossier accessible en écriture, puis enregistrez de nouveau.</translation>
  </message>
  <message>
   <source>The folder {folder} cannot be made: {reason}.</source>
   <translation>Le dossier {folder} ne peut pas être créé : {reason}.</translation>
  </message>
  <message>
   <source>The layout {path} cannot be renamed: {reason}.</source>
   <translation>La disposition {path} ne peut pas être renommée : {reason}.</translation>
  </message>
  <message>
   <source>The layout {path} cannot be deleted: {reason}.</source>
   <translation>La disposition {path} ne peut pas être supprimée : {reason}.</translation>
  </message>
  <message>
   <source>The log file {file} cannot be written: {reason}.</source>
   <translation>Le fichier journal {file} ne peut pas être écrit : {reason}.</translation>
  </message>
  <message>
   <source>The strategy folder {strategies} cannot be made: {reason}.</source>
   <translation>Le dossier de stratégies {strategies} ne peut pas être créé : {reason}.</translation>
  </message>
  <message>
   <source>The profile {name} was damaged ({reason}); it is kept as {file} and the defaults are used.</source>
   <translation>Le profil {name} était endommagé ({reason}) ; il est conservé sous {file} et les valeurs par défaut sont utilisées.</translation>
  </message>
  <message>
   <source>There is a profile {new_name} already.</source>
   <translation>Il y a déjà un profil {new_name}.</translation>
  </message>
  <message>
   <source>{name} is no name for a profile: up to 40 letters, digits, blanks, - and _, a letter or digit first.</source>
   <translation>{name} n'est pas un nom de profil : au plus 40 lettres, chiffres, espaces, - et _, d'abord une lettre ou un chiffre.</translation>
  </message>
  <message>
   <source>There is no profile {name}; those there are: {known}.</source>
   <translation>Il n'y a pas de profil {name} ; profils existants : {known}.</translation>
  </message>
  <message>
   <source>The profile {path} cannot be read: {reason}.</source>
   <translation>Le profil {path} ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>The profile {path} cannot be written: {reason}. Trading goes on as it is set. Make room on the disk, or the folder writable: it is written again with the next change.</source>
   <translation>Le profil {path} ne peut pas être écrit : {reason}. La négociation continue telle qu’elle est réglée. Libérez de la place sur le disque, ou rendez le dossier accessible en écriture : il est écrit de nouveau au prochain changement.</translation>
  </message>
  <message>
   <source>The damaged profile {path} cannot be kept aside: {reason}.</source>
   <translation>Le profil endommagé {path} ne peut pas être mis de côté : {reason}.</translation>
  </message>
  <message>
   <source>The secret file {path} is empty.</source>
   <translation>Le fichier du secret {path} est vide.</translation>
  </message>
  <message>
   <source>The team secret is empty.</source>
   <translation>Le secret d'équipe est vide.</translation>
  </message>
  <message>
   <source>The team secret has a blank or an unprintable character in it.</source>
   <translation>Le secret d'équipe contient une espace ou un caractère non imprimable.</translation>
  </message>
  <message>
   <source>The secret file {path} cannot be read: {reason}.</source>
   <translation>Le fichier du secret {path} ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>The secret of profile {profile} cannot be read from {path}: {reason}.</source>
   <translation>Le secret du profil {profile} ne peut pas être lu dans {path} : {reason}.</translation>
  </message>
  <message>
   <source>The secret of profile {profile} cannot be kept in {path}: {reason}.</source>
   <translation>Le secret du profil {profile} ne peut pas être conservé dans {path} : {reason}.</translation>
  </message>
  <message>
   <source>it holds no table of keys</source>
   <translation>il ne contient pas de table de touches</translation>
  </message>
  <message>
   <source>The keys that you chose cannot be read from {file} ({reason}): the shipped ones are in force, the kill switch's too. The file stays as it is until you save keys again.</source>
   <translation>Les touches que vous avez choisies ne peuvent pas être lues dans {file} ({reason}) : celles d'origine s'appliquent, aussi pour le kill switch. Le fichier reste tel quel jusqu'à ce que vous enregistriez de nouveau des touches.</translation>
  </message>
  <message>
   <source>The keys cannot be written to {file}: {reason}.</source>
   <translation>Les touches ne peuvent pas être écrites dans {file} : {reason}.</translation>
  </message>
  <message>
   <source>Task {task} would not end; the program leaves without it.</source>
   <translation>La tâche {task} ne s'est pas terminée ; le programme se ferme sans elle.</translation>
  </message>
  <message>
   <source>task {name} did not stop within {timeout_s} s</source>
   <translation>la tâche {name} ne s'est pas arrêtée en {timeout_s} s</translation>
  </message>
  <message>
   <source>submitted</source>
   <translation>envoyé</translation>
  </message>
  <message>
   <source>working</source>
   <translation>en carnet</translation>
  </message>
  <message>
   <source>partially filled</source>
   <translation>exécuté en partie</translation>
  </message>
  <message>
   <source>filled</source>
   <translation>exécuté</translation>
  </message>
  <message>
   <source>cancel pending</source>
   <translation>annulation en cours</translation>
  </message>
  <message>
   <source>cancelled</source>
   <translation>annulé</translation>
  </message>
  <message>
   <source>rejected</source>
   <translation>rejeté</translation>
  </message>
  <message>
   <source>denied</source>
   <translation>refusé</translation>
  </message>
  <message>
   <source>expired</source>
   <translation>expiré</translation>
  </message>
  <message>
   <source>unknown</source>
   <translation>inconnu</translation>
  </message>
  <message>
   <source>Profile {name} has no secret: enter it in the connection dialog, or give --secret-file.</source>
   <translation>Le profil {name} n'a pas de secret : saisissez-le dans le dialogue de connexion ou indiquez --secret-file.</translation>
  </message>
  <message>
   <source>The practice exchange has played its last round. Your bots wait; start it again to begin with the first.</source>
   <translation>La bourse d'entraînement a joué sa dernière manche. Vos bots attendent ; redémarrez-la pour reprendre à la première.</translation>
  </message>
  <message>
   <source>The practice exchange ended (exit code {code}). Your bots wait; start it again to go on with a new round.</source>
   <translation>La bourse d'entraînement s'est terminée (code de sortie {code}). Vos bots attendent ; redémarrez-la pour continuer avec une nouvelle manche.</translation>
  </message>
  <message>
   <source>The address of the standings cannot be used. {reason}</source>
   <translation>L’adresse du classement ne peut pas servir. {reason}</translation>
  </message>
  <message>
   <source>The bots file {path} has no [[bot]] table.</source>
   <translation>Le fichier de bots {path} n'a pas de table [[bot]].</translation>
  </message>
  <message>
   <source>A recording is played on a profile of its own: --profile, --uri and --bots do not go with --recording.</source>
   <translation>Un enregistrement est rejoué sur son propre profil : --profile, --uri et --bots ne vont pas avec --recording.</translation>
  </message>
  <message>
   <source>The bots file {path} cannot be used: {reason}.</source>
   <translation>Le fichier de bots {path} ne peut pas être utilisé : {reason}.</translation>
  </message>
  <message>
   <source>The report {path} cannot be written: {reason}.</source>
   <translation>Le rapport {path} ne peut pas être écrit : {reason}.</translation>
  </message>
  <message>
   <source>A book could not be read and was left out.</source>
   <translation>Un carnet n'a pas pu être lu et a été ignoré.</translation>
  </message>
  <message>
   <source>The exchange lists {reason}.</source>
   <translation>La bourse liste {reason}.</translation>
  </message>
  <message>
   <source>A frame could not be read and was left out: {reason}</source>
   <translation>Une trame n'a pas pu être lue et a été ignorée : {reason}</translation>
  </message>
  <message>
   <source>for several reasons</source>
   <translation>pour plusieurs raisons</translation>
  </message>
  <message>
   <source>{address} accepted the connection but sent no welcome within {timeout_s} s.</source>
   <translation>{address} a accepté la connexion mais n'a pas envoyé de message d'accueil en {timeout_s} s.</translation>
  </message>
  <message>
   <source>{address} ended the connection before its welcome ({lost}).</source>
   <translation>{address} a mis fin à la connexion avant son message d'accueil ({lost}).</translation>
  </message>
  <message>
   <source>The {lost}; connecting again to {address}. Nothing is cancelled or sold for that.</source>
   <translation>Connexion perdue ({lost}) ; reconnexion à {address}. Rien n'est annulé ni vendu pour autant.</translation>
  </message>
  <message>
   <source>The exchange reports on the market-data connection: {message}</source>
   <translation>La bourse signale sur la connexion aux données de marché : {message}</translation>
  </message>
  <message>
   <source>The exchange says that the team sends too many messages.</source>
   <translation>La bourse indique que l'équipe envoie trop de messages.</translation>
  </message>
  <message>
   <source>nothing came for {seconds} s</source>
   <translation>rien n'est arrivé pendant {seconds} s</translation>
  </message>
  <message>
   <source>This exchange publishes no standings that the program could read. A practice exchange does; for one on the network, its address is entered in the connection dialog.</source>
   <translation>Cette bourse ne publie aucun classement que le programme sache lire. Une bourse d’entraînement le fait ; pour une bourse du réseau, son adresse se saisit dans la fenêtre de connexion.</translation>
  </message>
  <message>
   <source>This exchange shows its standings to its organiser only.</source>
   <translation>Cette bourse ne montre son classement qu'à son organisateur.</translation>
  </message>
  <message>
   <source>The connection to the standings was lost; it is being opened again.</source>
   <translation>La connexion au classement a été perdue ; elle est en cours de rétablissement.</translation>
  </message>
  <message>
   <source>This exchange publishes no standings: it has nothing at {address}.</source>
   <translation>Cette bourse ne publie pas de classement : elle n'a rien à {address}.</translation>
  </message>
  <message>
   <source>What comes from {address} are no standings; nothing more is read from there.</source>
   <translation>Ce qui vient de {address} n'est pas un classement ; plus rien n'en est lu.</translation>
  </message>
  <message>
   <source>{address} refuses the connection (HTTP {status}).</source>
   <translation>{address} refuse la connexion (HTTP {status}).</translation>
  </message>
  <message>
   <source>{address} did not answer within {timeout_s} s.</source>
   <translation>{address} n'a pas répondu en {timeout_s} s.</translation>
  </message>
  <message>
   <source>Nothing listens at {address}: is the exchange running, is the port right?</source>
   <translation>Rien n'écoute à {address} : la bourse est-elle en marche, le port est-il correct ?</translation>
  </message>
  <message>
   <source>connection ended without a close code</source>
   <translation>connexion terminée sans code de fermeture</translation>
  </message>
  <message>
   <source>connection ended with code {code}</source>
   <translation>connexion terminée avec le code {code}</translation>
  </message>
  <message>
   <source>{what}: {reason}</source>
   <translation>{what} : {reason}</translation>
  </message>
  <message>
   <source>{address} does not accept this secret (HTTP 401).</source>
   <translation>{address} n'accepte pas ce secret (HTTP 401).</translation>
  </message>
  <message>
   <source>{address} refuses another connection of this team for now (HTTP 429): ten are open, or too many were opened at once.</source>
   <translation>{address} refuse pour l'instant une autre connexion de cette équipe (HTTP 429) : dix sont ouvertes, ou trop ont été ouvertes à la fois.</translation>
  </message>
  <message>
   <source>{address} refuses the connection (HTTP 404): there is nothing at this path.</source>
   <translation>{address} refuse la connexion (HTTP 404) : il n'y a rien à ce chemin.</translation>
  </message>
  <message>
   <source>The exchange's address is not a WebSocket address; {problem}.</source>
   <translation>L'adresse de la bourse n'est pas une adresse WebSocket ; {problem}.</translation>
  </message>
  <message>
   <source>{address} cannot be reached ({reason}).</source>
   <translation>{address} est injoignable ({reason}).</translation>
  </message>
  <message>
   <source>{address} has no secure connection that can be trusted ({reason}).</source>
   <translation>{address} n'a pas de connexion sécurisée digne de confiance ({reason}).</translation>
  </message>
  <message>
   <source>The name in {address} is not known on this network.</source>
   <translation>Le nom dans {address} est inconnu sur ce réseau.</translation>
  </message>
  <message>
   <source>{address} answers, but not as an exchange: its WebSocket handshake failed.</source>
   <translation>{address} répond, mais pas comme une bourse : sa négociation WebSocket a échoué.</translation>
  </message>
  <message>
   <source>found</source>
   <translation>trouvé</translation>
  </message>
  <message>
   <source>gone</source>
   <translation>disparu</translation>
  </message>
  <message>
   <source>cancel sent</source>
   <translation>annulation envoyée</translation>
  </message>
  <message>
   <source>cancel refused</source>
   <translation>annulation refusée</translation>
  </message>
  <message>
   <source>cancel unknown</source>
   <translation>sort de l'annulation inconnu</translation>
  </message>
  <message>
   <source>round {number} has begun</source>
   <translation>la manche {number} a commencé</translation>
  </message>
  <message>
   <source>books corrected to the exchange's word: cash {ours} → {theirs} {positions}</source>
   <translation>comptes corrigés d'après la bourse : liquidités {ours} → {theirs} {positions}</translation>
  </message>
  <message>
   <source>sold {quantity} at {price}</source>
   <translation>vendu {quantity} à {price}</translation>
  </message>
  <message>
   <source>{quantity} held at the end paid {payoff} each, {paid}</source>
   <translation>{quantity} × {payoff} à l'échéance, {paid}</translation>
  </message>
  <message>
   <source>the round began with {cash} of cash</source>
   <translation>la manche a commencé avec {cash} de liquidités</translation>
  </message>
  <message>
   <source>buy {quantity} at {price}: {state}, {filled} filled</source>
   <translation>achat de {quantity} à {price} : {state}, {filled} exécuté(s)</translation>
  </message>
  <message>
   <source>sell {quantity} at {price}: {state}, {filled} filled</source>
   <translation>vente de {quantity} à {price} : {state}, {filled} exécuté(s)</translation>
  </message>
  <message>
   <source>{order} ({reason})</source>
   <translation>{order} ({reason})</translation>
  </message>
  <message>
   <source>buy {quantity} at {price}, placed elsewhere: {what}</source>
   <translation>achat de {quantity} à {price}, passé ailleurs : {what}</translation>
  </message>
  <message>
   <source>sell {quantity} at {price}, placed elsewhere: {what}</source>
   <translation>vente de {quantity} à {price}, passée ailleurs : {what}</translation>
  </message>
  <message>
   <source>books corrected to the exchange's word: {positions}</source>
   <translation>comptes corrigés d'après la bourse : {positions}</translation>
  </message>
  <message>
   <source>bought {quantity} at {price}</source>
   <translation>acheté {quantity} à {price}</translation>
  </message>
  <message>
   <source>{most_writers} programs keep a journal of {profile} already, or {folder} is not ours</source>
   <translation>{most_writers} programmes tiennent déjà un journal de {profile}, ou {folder} ne nous appartient pas</translation>
  </message>
  <message>
   <source>The journal {name} was damaged ({reason}); it was put aside as {file} and a new one begun. What is held is taken from the exchange; which bot bought it, and the P&amp;L before, are not known here.</source>
   <translation>Le journal {name} était endommagé ({reason}) ; il a été mis de côté sous {file} et un nouveau a été commencé. Ce qui est détenu est repris de la bourse ; quel bot l'a acheté, et le P&amp;L d'avant, ne sont pas connus ici.</translation>
  </message>
  <message>
   <source>The journal has a gap: {count} entries could not be kept.</source>
   <translation>Le journal a une lacune : {count} entrées n'ont pas pu être conservées.</translation>
  </message>
  <message>
   <source>No journal is kept of this run, and a restart will know nothing of it: {reason}.</source>
   <translation>Aucun journal n'est tenu de cette exécution, et un redémarrage n'en saura rien : {reason}.</translation>
  </message>
  <message>
   <source>the disk is too slow</source>
   <translation>le disque est trop lent</translation>
  </message>
  <message>
   <source>The last entries of the journal could not be written: {reason}.</source>
   <translation>Les dernières entrées du journal n'ont pas pu être écrites : {reason}.</translation>
  </message>
  <message>
   <source>The journal cannot be written: {problem}. Trading goes on; entries wait until it can be written again.</source>
   <translation>Le journal ne peut pas être écrit : {problem}. Le trading continue ; les entrées attendent qu'il puisse l'être de nouveau.</translation>
  </message>
  <message>
   <source>trading is {state}</source>
   <translation>le trading est {state}</translation>
  </message>
  <message>
   <source>{name} from {before} to {after} ({source})</source>
   <translation>{name} de {before} à {after} ({source})</translation>
  </message>
  <message>
   <source>Fired by {trigger}: {sentence}</source>
   <translation>Déclenché par {trigger} : {sentence}</translation>
  </message>
  <message>
   <source>{what} ({reason})</source>
   <translation>{what} ({reason})</translation>
  </message>
  <message>
   <source>the program is {phase}</source>
   <translation>programme : {phase}</translation>
  </message>
  <message>
   <source>kill switch: orders are being cancelled</source>
   <translation>arrêt d'urgence : les ordres sont en cours d'annulation</translation>
  </message>
  <message>
   <source>There is no journal at {path}.</source>
   <translation>Il n'y a pas de journal dans {path}.</translation>
  </message>
  <message>
   <source>The journal {path} was written by a newer version of this program.</source>
   <translation>Le journal {path} a été écrit par une version plus récente de ce programme.</translation>
  </message>
  <message>
   <source>The journal was written by a newer version of this program; this one does not write to it.</source>
   <translation>Le journal a été écrit par une version plus récente de ce programme ; celle-ci n'y écrit pas.</translation>
  </message>
  <message>
   <source>The journal {path} cannot be read: {reason}.</source>
   <translation>Le journal {path} ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>the program was restarted; nothing is known of {start} to {end}</source>
   <translation>le programme a été redémarré ; on ne sait rien de {start} à {end}</translation>
  </message>
  <message>
   <source>{open} {outcome}.</source>
   <translation>{open} {outcome}.</translation>
  </message>
  <message>
   <source>1 order was working when the program was closed at {at}.</source>
   <translation>1 ordre était en carnet quand le programme a été fermé à {at}.</translation>
  </message>
  <message>
   <source>The round is over</source>
   <translation>La manche est terminée</translation>
  </message>
  <message>
   <source>1 order was working when the program ended without being closed at {at}.</source>
   <translation>1 ordre était en carnet quand le programme s'est terminé sans être fermé à {at}.</translation>
  </message>
  <message>
   <source>The round ended with the practice exchange of that run</source>
   <translation>La manche s'est terminée avec la bourse d'entraînement de cette exécution</translation>
  </message>
  <message>
   <source>The round ended while the program was not running</source>
   <translation>La manche s'est terminée pendant que le programme n'était pas en marche</translation>
  </message>
  <message>
   <source>No market data came to tell whether the round is still played</source>
   <translation>Aucune donnée de marché n'est venue indiquer si la manche est encore en cours</translation>
  </message>
  <message>
   <source>The round is still played, and the exchange is asked what became of them</source>
   <translation>La manche est encore en cours, et la bourse est interrogée sur ce qu'ils sont devenus</translation>
  </message>
  <message>
   <source>{count} orders were working when the program was closed at {at}.</source>
   <translation>{count} ordres étaient en carnet quand le programme a été fermé à {at}.</translation>
  </message>
  <message>
   <source>{count} orders were working when the program ended without being closed at {at}.</source>
   <translation>{count} ordres étaient en carnet quand le programme s'est terminé sans être fermé à {at}.</translation>
  </message>
  <message>
   <source>The recording {file} is damaged: {reason}.</source>
   <translation>L'enregistrement {file} est endommagé : {reason}.</translation>
  </message>
  <message>
   <source>The recording {file} cannot be read: {reason}.</source>
   <translation>L'enregistrement {file} est illisible : {reason}.</translation>
  </message>
  <message>
   <source>{file} was recorded by a newer version of this program.</source>
   <translation>{file} a été enregistré par une version plus récente de ce programme.</translation>
  </message>
  <message>
   <source>{file} is no recording of this program.</source>
   <translation>{file} n'est pas un enregistrement de ce programme.</translation>
  </message>
  <message>
   <source>The recording {file} was not read to its end.</source>
   <translation>L'enregistrement {file} n'a pas été lu jusqu'au bout.</translation>
  </message>
  <message>
   <source>Nothing was recorded in {file}.</source>
   <translation>Rien n'a été enregistré dans {file}.</translation>
  </message>
  <message>
   <source>{reason} What stands before that was played.</source>
   <translation>{reason} Ce qui précède a été lu.</translation>
  </message>
  <message>
   <source>This round is not recorded, or not whole: {reason}. Trading goes on as it was.</source>
   <translation>Cette manche n'est pas enregistrée, ou pas en entier : {reason}. La négociation continue comme avant.</translation>
  </message>
  <message>
   <source>The disk is too slow: the end of the recording is missing.</source>
   <translation>Le disque est trop lent : la fin de l'enregistrement manque.</translation>
  </message>
  <message>
   <source>the disk is nearly full</source>
   <translation>le disque est presque plein</translation>
  </message>
  <message>
   <source>its file was removed</source>
   <translation>son fichier a été supprimé</translation>
  </message>
  <message>
   <source>the disk is too slow, so that parts are missing</source>
   <translation>le disque est trop lent, il manque des parties</translation>
  </message>
  <message>
   <source>The recording {file} was written to a moment ago and stays: another window seems to record it. Remove it once that round has ended.</source>
   <translation>L'enregistrement {file} vient d'être écrit et reste en place : une autre fenêtre semble l'enregistrer. Supprimez-le une fois cette manche terminée.</translation>
  </message>
  <message>
   <source>The recording {file} could not be removed: {reason}. Close what plays it and try again, or delete it in its folder.</source>
   <translation>L'enregistrement {file} n'a pas pu être supprimé : {reason}. Fermez ce qui le lit et réessayez, ou effacez-le dans son dossier.</translation>
  </message>
  <message>
   <source>A recording is played back; nothing can be traded.</source>
   <translation>Un enregistrement est relu ; rien ne peut être négocié.</translation>
  </message>
  <message>
   <source>a recording</source>
   <translation>un enregistrement</translation>
  </message>
  <message>
   <source>The journal cannot be read: {reason}.</source>
   <translation>Le journal ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>{path} cannot be written: {reason}.</source>
   <translation>{path} ne peut pas être écrit : {reason}.</translation>
  </message>
  <message>
   <source>{source}: {reason}.</source>
   <translation>{source} : {reason}.</translation>
  </message>
  <message>
   <source>{source}: opponents must be a table or one of {crowds}, not {crowd}.</source>
   <translation>{source} : opponents doit être une table ou l'un de {crowds}, pas {crowd}.</translation>
  </message>
  <message>
   <source>exchange settings</source>
   <translation>réglages de la bourse</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}.</source>
   <translation>{path} ne peut pas être lu : {reason}.</translation>
  </message>
  <message>
   <source>{path} is not UTF-8 text.</source>
   <translation>{path} n'est pas du texte en UTF-8.</translation>
  </message>
  <message>
   <source>{path} is not TOML: {reason}.</source>
   <translation>{path} n'est pas du TOML : {reason}.</translation>
  </message>
  <message>
   <source>the practice exchange could not be started: {reason}</source>
   <translation>la bourse d'entraînement n'a pas pu être démarrée : {reason}</translation>
  </message>
  <message>
   <source>the practice exchange was not ready within {seconds} s{words}</source>
   <translation>la bourse d'entraînement n'était pas prête en {seconds} s{words}</translation>
  </message>
  <message>
   <source>the practice exchange did not start{words}</source>
   <translation>la bourse d'entraînement n'a pas démarré{words}</translation>
  </message>
  <message>
   <source>{key} must be {wanted}, not {value}</source>
   <translation>{key} doit être {wanted}, pas {value}</translation>
  </message>
  <message>
   <source>teams must give each name its secret's digest, 64 hexadecimal digits: algotrade-gui exchange teams writes them</source>
   <translation>teams doit donner à chaque nom l'empreinte de son secret, 64 chiffres hexadécimaux : algotrade-gui exchange teams les écrit</translation>
  </message>
  <message>
   <source>there is no setting {name}</source>
   <translation>il n'y a pas de réglage {name}</translation>
  </message>
  <message>
   <source>up to {most}</source>
   <translation>jusqu'à {most}</translation>
  </message>
  <message>
   <source>a whole number {bounds}</source>
   <translation>un nombre entier {bounds}</translation>
  </message>
  <message>
   <source>a number {bounds}</source>
   <translation>un nombre {bounds}</translation>
  </message>
  <message>
   <source>true or false</source>
   <translation>true ou false</translation>
  </message>
  <message>
   <source>text of {least} to {most} characters</source>
   <translation>un texte de {least} à {most} caractères</translation>
  </message>
  <message>
   <source>a list of tables</source>
   <translation>une liste de tables</translation>
  </message>
  <message>
   <source>a table</source>
   <translation>une table</translation>
  </message>
  <message>
   <source>{one} or {other}</source>
   <translation>{one} ou {other}</translation>
  </message>
  <message>
   <source>there is no setting {name} (did you mean {other}?)</source>
   <translation>il n'y a pas de réglage {name} (vouliez-vous dire {other} ?)</translation>
  </message>
  <message>
   <source>from {least}</source>
   <translation>à partir de {least}</translation>
  </message>
  <message>
   <source>from {least} to {most}</source>
   <translation>de {least} à {most}</translation>
  </message>
  <message>
   <source>above {least}</source>
   <translation>au-dessus de {least}</translation>
  </message>
  <message>
   <source>above {least} to {most}</source>
   <translation>au-dessus de {least} et jusqu'à {most}</translation>
  </message>
  <message>
   <source>{text} that fits {pattern}</source>
   <translation>{text} qui correspond à {pattern}</translation>
  </message>
  <message>
   <source>{key} has no {field}</source>
   <translation>{key} n'a pas de {field}</translation>
  </message>
  <message>
   <source>it has no {field}</source>
   <translation>il y manque {field}</translation>
  </message>
  <message>
   <source>There is no connection for trading yet.</source>
   <translation>Il n'y a pas encore de connexion pour le trading.</translation>
  </message>
  <message>
   <source>market data had a gap</source>
   <translation>les données de marché ont eu une lacune</translation>
  </message>
  <message>
   <source>All trading was halted by the rule {message}.</source>
   <translation>Tout le trading a été arrêté par la règle {message}.</translation>
  </message>
  <message>
   <source>{owner} was halted by the rule {message}.</source>
   <translation>{owner} a été arrêté par la règle {message}.</translation>
  </message>
  <message>
   <source>order {order} on {instrument} is not one of ours</source>
   <translation>l'ordre {order} sur {instrument} n'est pas l'un des nôtres</translation>
  </message>
  <message>
   <source>Orders of unknown fate could not be asked for: {reason}.</source>
   <translation>Les ordres au sort inconnu n'ont pas pu être vérifiés auprès de la bourse : {reason}.</translation>
  </message>
  <message>
   <source>The order is cancelled, but what it dealt before is not known yet. Nothing was added.</source>
   <translation>L'ordre est annulé, mais ce qui en a été exécuté avant n'est pas encore connu. Rien n'a été ajouté.</translation>
  </message>
  <message>
   <source>The old order is gone and no new one works: {reason}.</source>
   <translation>L'ancien ordre a disparu et aucun nouveau n'est en carnet : {reason}.</translation>
  </message>
  <message>
   <source>The order was cancelled while it was being moved; whether the new one is gone is not known.</source>
   <translation>L'ordre a été annulé pendant son déplacement ; on ne sait pas si le nouveau a disparu.</translation>
  </message>
  <message>
   <source>It was cancelled too late, after it had been moved: {reason}.</source>
   <translation>Il a été annulé trop tard, après avoir été déplacé : {reason}.</translation>
  </message>
  <message>
   <source>The old order is gone; whether the new one works is not known yet. It is being looked into.</source>
   <translation>L'ancien ordre a disparu ; on ne sait pas encore si le nouveau est en carnet. Vérification en cours.</translation>
  </message>
  <message>
   <source>The order stands as it was: {reason}.</source>
   <translation>L'ordre reste tel qu'il était : {reason}.</translation>
  </message>
  <message>
   <source>There is no such order in this round.</source>
   <translation>Cet ordre n'existe pas dans cette manche.</translation>
  </message>
  <message>
   <source>The order is being moved already.</source>
   <translation>L'ordre est déjà en cours de déplacement.</translation>
  </message>
  <message>
   <source>The order is being cancelled.</source>
   <translation>L'ordre est en cours d'annulation.</translation>
  </message>
  <message>
   <source>The order is {state}: it cannot be moved.</source>
   <translation>L'ordre ne peut pas être déplacé (état : {state}).</translation>
  </message>
  <message>
   <source>{dealt} dealt at the old price meanwhile.</source>
   <translation>Exécuté entre-temps à l'ancien prix : {dealt}.</translation>
  </message>
  <message>
   <source>the contract has expired</source>
   <translation>le contrat a expiré</translation>
  </message>
  <message>
   <source>its lifetime was over before it could be added again</source>
   <translation>sa durée de vie a pris fin avant qu'il ait pu être rajouté</translation>
  </message>
  <message>
   <source>It was cancelled while it was being moved: it stays so.</source>
   <translation>L'ordre a été annulé pendant son déplacement : il le reste.</translation>
  </message>
  <message>
   <source>The order could not be cancelled, so it was not moved: {reason}.</source>
   <translation>L'ordre n'a pas pu être annulé, il n'a donc pas été déplacé : {reason}.</translation>
  </message>
  <message>
   <source>The order was {state} before it could be moved. Nothing was added.</source>
   <translation>L'ordre était {state} avant d'avoir pu être déplacé. Rien n'a été ajouté.</translation>
  </message>
  <message>
   <source>It dealt at the old price before it could be moved.</source>
   <translation>L'ordre a été exécuté à l'ancien prix avant d'avoir pu être déplacé.</translation>
  </message>
  <message>
   <source>it was cancelled meanwhile</source>
   <translation>il a été annulé entre-temps</translation>
  </message>
  <message>
   <source>Whether the order was cancelled is not known yet. Nothing was added; it is being looked into.</source>
   <translation>On ne sait pas encore si l'ordre a été annulé. Rien n'a été ajouté ; vérification en cours.</translation>
  </message>
  <message>
   <source>{owner} has sent {count} messages within a second, {limit} are its quota</source>
   <translation>{owner} a envoyé {count} messages en une seconde, son quota est de {limit}</translation>
  </message>
  <message>
   <source>the exchange's reply is of another kind</source>
   <translation>la réponse de la bourse est d'un autre type</translation>
  </message>
  <message>
   <source>the exchange gave no reason</source>
   <translation>la bourse n'a pas donné de raison</translation>
  </message>
  <message>
   <source>the order is {state}</source>
   <translation>l'ordre est {state}</translation>
  </message>
  <message>
   <source>the exchange has not confirmed the order yet</source>
   <translation>la bourse n'a pas encore confirmé l'ordre</translation>
  </message>
  <message>
   <source>no session is connected: nothing was sent</source>
   <translation>aucune session n'est connectée : rien n'a été envoyé</translation>
  </message>
  <message>
   <source>cancel of order {order}: {reason}; its fate is unknown</source>
   <translation>annulation de l'ordre {order} : {reason} ; son sort est inconnu</translation>
  </message>
  <message>
   <source>no such order in this round</source>
   <translation>cet ordre n'existe pas dans cette manche</translation>
  </message>
  <message>
   <source>Order {order_id} on {instrument}: {result}.</source>
   <translation>Ordre {order_id} sur {instrument} : {result}.</translation>
  </message>
  <message>
   <source>{count} instruments on {underlyings} underlyings</source>
   <translation>{count} instruments sur {underlyings} sous-jacents</translation>
  </message>
  <message>
   <source>cash {cash}, {held} instruments held</source>
   <translation>liquidités {cash}, {held} instruments détenus</translation>
  </message>
  <message>
   <source>placed a bid of {price} on {instrument} and cancelled it</source>
   <translation>bid de {price} passé sur {instrument}, puis annulé</translation>
  </message>
  <message>
   <source>no book has both sides</source>
   <translation>aucun carnet n'a les deux côtés</translation>
  </message>
  <message>
   <source>expected a welcome, got {what}: is this an AlgoTrade exchange?</source>
   <translation>message d'accueil attendu, reçu {what} : est-ce une bourse AlgoTrade ?</translation>
  </message>
  <message>
   <source>the update lists no instrument</source>
   <translation>la mise à jour ne liste aucun instrument</translation>
  </message>
  <message>
   <source>asked for the inventory, got: {what}</source>
   <translation>inventaire demandé, reçu : {what}</translation>
  </message>
  <message>
   <source>no future to place an order on</source>
   <translation>aucun future sur lequel passer un ordre</translation>
  </message>
  <message>
   <source>the order was refused: {reason}</source>
   <translation>l'ordre a été refusé : {reason}</translation>
  </message>
  <message>
   <source>the cancel was refused: {reason}</source>
   <translation>l'annulation a été refusée : {reason}</translation>
  </message>
  <message>
   <source>the round is at {time}</source>
   <translation>la manche est à {time}</translation>
  </message>
  <message>
   <source>{count} of {books} books have both sides</source>
   <translation>{count} carnets sur {books} ont les deux côtés</translation>
  </message>
  <message>
   <source>connected to {address}</source>
   <translation>connecté à {address}</translation>
  </message>
  <message>
   <source>no update yet: connected, waiting for the round to begin</source>
   <translation>pas encore de mise à jour : connecté, en attente du début de la manche</translation>
  </message>
  <message>
   <source>the exchange closed the connection: {reason}</source>
   <translation>la bourse a fermé la connexion : {reason}</translation>
  </message>
  <message>
   <source>the exchange did not answer in time</source>
   <translation>la bourse n'a pas répondu à temps</translation>
  </message>
  <message>
   <source>closed at the bid</source>
   <translation>clôturé au bid</translation>
  </message>
  <message>
   <source>The bid takes {count} of {held}.</source>
   <translation>Le bid prend {count} sur {held}.</translation>
  </message>
  <message>
   <source>The sale's fate is unknown, it is being asked for: {reason}</source>
   <translation>Le sort de la vente est inconnu, vérification en cours : {reason}</translation>
  </message>
  <message>
   <source>Not sold: {reason}</source>
   <translation>Non vendu : {reason}</translation>
  </message>
  <message>
   <source>Sold {count} at {price} or better.</source>
   <translation>Vendu {count} à {price} ou mieux.</translation>
  </message>
  <message>
   <source>Sold {count} of {wanted}: the bid of {price} was gone for the rest.</source>
   <translation>Vendu {count} sur {wanted} : le bid de {price} avait disparu pour le reste.</translation>
  </message>
  <message>
   <source>{sold} {why}</source>
   <translation>{sold} {why}</translation>
  </message>
  <message>
   <source>Open sells reserve {count} of {held}.</source>
   <translation>Les ventes ouvertes réservent {count} sur {held}.</translation>
  </message>
  <message>
   <source>One order may sell {count} of {held}.</source>
   <translation>Un ordre peut vendre {count} sur {held}.</translation>
  </message>
  <message>
   <source>Nothing was sent: {reason}</source>
   <translation>Rien n'a été envoyé : {reason}</translation>
  </message>
  <message>
   <source>Nothing is held here that could be sold.</source>
   <translation>Rien n'est détenu ici qui puisse être vendu.</translation>
  </message>
  <message>
   <source>Nobody bids: it can only be let settle.</source>
   <translation>Aucun bid : il ne reste qu'à attendre le règlement.</translation>
  </message>
  <message>
   <source>Open sells reserve all of it: cancel them first.</source>
   <translation>Les ventes ouvertes réservent tout : annulez-les d'abord.</translation>
  </message>
  <message>
   <source>kill switch</source>
   <translation>arrêt d'urgence</translation>
  </message>
  <message>
   <source>{cancelled}, {left}</source>
   <translation>{cancelled}, {left}</translation>
  </message>
  <message>
   <source>1 order cancelled in {seconds} s</source>
   <translation>1 ordre annulé en {seconds} s</translation>
  </message>
  <message>
   <source>{count} orders cancelled in {seconds} s</source>
   <translation>{count} ordres annulés en {seconds} s</translation>
  </message>
  <message>
   <source>the exchange could not be asked what is left</source>
   <translation>la bourse n'a pas pu être interrogée sur ce qui reste</translation>
  </message>
  <message>
   <source>{done}; {count} contracts sold for {cash}</source>
   <translation>{done} ; {count} contrats vendus pour {cash}</translation>
  </message>
  <message>
   <source>{done}. {problem}</source>
   <translation>{done}. {problem}</translation>
  </message>
  <message>
   <source>{done}.</source>
   <translation>{done}.</translation>
  </message>
  <message>
   <source>{count} still at the exchange</source>
   <translation>{count} encore à la bourse</translation>
  </message>
  <message>
   <source>none left</source>
   <translation>il n'en reste aucun</translation>
  </message>
  <message>
   <source>{done}, {count} found no bid and are left to settle</source>
   <translation>{done}, {count} sans bid laissés au règlement</translation>
  </message>
  <message>
   <source>The exchange does not answer: look at its own page what of yours is there.</source>
   <translation>La bourse ne répond pas : regardez sur sa propre page ce qui s'y trouve de vous.</translation>
  </message>
  <message>
   <source>The work was broken off by a mistake of the program ({kind}).</source>
   <translation>Le travail a été interrompu par une erreur du programme ({kind}).</translation>
  </message>
  <message>
   <source>There is no connection to the exchange.</source>
   <translation>Il n'y a pas de connexion à la bourse.</translation>
  </message>
  <message>
   <source>There is no connection to the exchange. {reason}</source>
   <translation>Il n'y a pas de connexion à la bourse. {reason}</translation>
  </message>
  <message>
   <source>connection: {owner} is being stopped</source>
   <translation>connexion : {owner} est en cours d'arrêt</translation>
  </message>
  <message>
   <source>pause: {owner} is paused and sends no orders until it is resumed</source>
   <translation>pause : {owner} est en pause et n'envoie pas d'ordres avant d'être repris</translation>
  </message>
  <message>
   <source>connection: the session of {owner} is {state}</source>
   <translation>connexion : état de la session de {owner} : {state}</translation>
  </message>
  <message>
   <source>connection: there is no market data, so the round's clock is not known</source>
   <translation>connexion : il n'y a pas de données de marché, l'horloge de la manche est donc inconnue</translation>
  </message>
  <message>
   <source>round: another round began while the order waited</source>
   <translation>manche : une autre manche a commencé pendant que l'ordre attendait</translation>
  </message>
  <message>
   <source>connection: {owner} has connected anew while the order waited</source>
   <translation>connexion : {owner} s'est reconnecté pendant que l'ordre attendait</translation>
  </message>
  <message>
   <source>state: trading was halted while the order waited</source>
   <translation>état : le trading a été arrêté pendant que l'ordre attendait</translation>
  </message>
  <message>
   <source>closed</source>
   <translation>fermé</translation>
  </message>
  <message>
   <source>{owner} has ended: nothing was sent</source>
   <translation>{owner} a pris fin : rien n'a été envoyé</translation>
  </message>
  <message>
   <source>{owner} has ended: it connects no more</source>
   <translation>{owner} a pris fin : plus aucune connexion</translation>
  </message>
  <message>
   <source>{owner} is not connected: nothing was sent</source>
   <translation>{owner} n'est pas connecté : rien n'a été envoyé</translation>
  </message>
  <message>
   <source>not armed</source>
   <translation>non armé</translation>
  </message>
  <message>
   <source>active</source>
   <translation>actif</translation>
  </message>
  <message>
   <source>reducing</source>
   <translation>en réduction</translation>
  </message>
  <message>
   <source>halted</source>
   <translation>arrêté</translation>
  </message>
  <message>
   <source>state: {who} is {state}</source>
   <translation>état de {who} : {state}</translation>
  </message>
  <message>
   <source>the team</source>
   <translation>l'équipe</translation>
  </message>
  <message>
   <source>state: {who} is {state} ({reason})</source>
   <translation>état de {who} : {state} ({reason})</translation>
  </message>
  <message>
   <source>sell {quantity} {instrument} at {price}</source>
   <translation>vente de {quantity} {instrument} à {price}</translation>
  </message>
  <message>
   <source>buy {quantity} {instrument} at {price}</source>
   <translation>achat de {quantity} {instrument} à {price}</translation>
  </message>
  <message>
   <source>it was open when the program ended</source>
   <translation>il était ouvert à la fin du programme</translation>
  </message>
  <message>
   <source>the round ended</source>
   <translation>la manche a pris fin</translation>
  </message>
  <message>
   <source>The exchange gave order id {order_id} on {instrument} twice.</source>
   <translation>La bourse a donné deux fois l'identifiant d'ordre {order_id} sur {instrument}.</translation>
  </message>
  <message>
   <source>The reply to {order} moves the inventory the wrong way.</source>
   <translation>La réponse à {order} fait varier l'inventaire dans le mauvais sens.</translation>
  </message>
  <message>
   <source>the exchange's reply contradicts the order</source>
   <translation>la réponse de la bourse contredit l'ordre</translation>
  </message>
  <message>
   <source>the exchange accepted it without an order id</source>
   <translation>la bourse l'a accepté sans identifiant d'ordre</translation>
  </message>
  <message>
   <source>A fill does not fit: {reason}.</source>
   <translation>Une exécution ne concorde pas : {reason}.</translation>
  </message>
  <message>
   <source>the contract expired</source>
   <translation>le contrat a expiré</translation>
  </message>
  <message>
   <source>its lifetime is over and the exchange has not said how it ended</source>
   <translation>sa durée de vie est écoulée et la bourse n'a pas dit comment il s'est terminé</translation>
  </message>
  <message>
   <source>order {order} on {instrument} is none that the exchange lists as placed elsewhere</source>
   <translation>l'ordre {order} sur {instrument} n'est pas de ceux que la bourse liste comme passés ailleurs</translation>
  </message>
  <message>
   <source>cancel of order {order} on {instrument}: {reason}; its fate is unknown</source>
   <translation>annulation de l'ordre {order} sur {instrument} : {reason} ; son sort est inconnu</translation>
  </message>
  <message>
   <source>no longer at the exchange</source>
   <translation>plus présent à la bourse</translation>
  </message>
  <message>
   <source>never confirmed, not at the exchange when its lifetime was over</source>
   <translation>jamais confirmé, absent de la bourse à la fin de sa durée de vie</translation>
  </message>
  <message>
   <source>order {order} on {instrument}: {reason}; its fate is unknown</source>
   <translation>ordre {order} sur {instrument} : {reason} ; son sort est inconnu</translation>
  </message>
  <message>
   <source>quota: {reason}</source>
   <translation>quota : {reason}</translation>
  </message>
  <message>
   <source>Only {free} of {held} are free to sell.</source>
   <translation>Libre à la vente : {free} sur {held} seulement.</translation>
  </message>
  <message>
   <source>Trading is halted.</source>
   <translation>Le trading est arrêté.</translation>
  </message>
  <message>
   <source>Trading is reducing: sells only.</source>
   <translation>Le trading est en réduction : ventes seulement.</translation>
  </message>
  <message>
   <source>It reserves {needed}, free are {free}.</source>
   <translation>L'ordre réserve {needed}, libre : {free}.</translation>
  </message>
  <message>
   <source>You own none, and nothing can be sold short.</source>
   <translation>Vous n'en détenez pas, et rien ne peut être vendu à découvert.</translation>
  </message>
  <message>
   <source>All {held} are on offer already.</source>
   <translation>Tout est déjà en vente ({held}).</translation>
  </message>
  <message>
   <source>{order} ({owner}): {quantity} contracts were dealt unseen. The exchange counts {filled}, our books had {count}.</source>
   <translation>{order} ({owner}) : {quantity} contrats exécutés sans avoir été vus. La bourse en compte {filled}, nos comptes en avaient {count}.</translation>
  </message>
  <message>
   <source>The exchange counts {theirs} contracts of {instrument}, our books {ours}: {more:+d} beyond what was traded here</source>
   <translation>La bourse compte {theirs} contrats sur {instrument}, nos comptes {ours} : {more:+d} au-delà de ce qui a été négocié ici</translation>
  </message>
  <message>
   <source>The exchange counts {theirs} of cash, our books {ours}</source>
   <translation>La bourse compte {theirs} de liquidités, nos comptes {ours}</translation>
  </message>
  <message>
   <source>{text}, booked to {owner} with {cash}.</source>
   <translation>{text}, imputé à {owner} avec {cash}.</translation>
  </message>
  <message>
   <source>The exchange lists working orders of this account that were not placed here; what they deal is booked to outside.</source>
   <translation>La bourse liste des ordres en carnet de ce compte qui n'ont pas été passés ici ; leurs exécutions sont imputées à « ailleurs ».</translation>
  </message>
  <message>
   <source>{rule}: {message}</source>
   <translation>{rule} : {message}</translation>
  </message>
  <message>
   <source>this order could bring this machine to {reach} in use, {share} of the team's capital are {limit}</source>
   <translation>cet ordre pourrait porter à {reach} ce que cette machine engage, {share} du capital de l'équipe font {limit}</translation>
  </message>
  <message>
   <source>the team's cash is not known yet</source>
   <translation>les liquidités de l'équipe ne sont pas encore connues</translation>
  </message>
  <message>
   <source>{rule}: {count} orders like this one within a second, at most {limit} are allowed</source>
   <translation>{rule} : {count} ordres identiques à celui-ci en une seconde, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>{used} in use, this order could make it {reach}, at most {limit} are allowed</source>
   <translation>{used} engagés, cet ordre pourrait porter le total à {reach}, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>{rule}: {who} is down {loss} in this round, {limit} was the limit</source>
   <translation>{rule} : {who} perd {loss} dans cette manche, la limite était {limit}</translation>
  </message>
  <message>
   <source>the order costs {cost}, at most {limit} is allowed</source>
   <translation>l'ordre coûte {cost}, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>{count} contracts in one order, at most {limit} are allowed</source>
   <translation>{count} contrats en un seul ordre, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>holding {held} and buying {buying}, this order could make it {reach}, at most {limit} are allowed</source>
   <translation>avec {held} en position et {buying} en achat, cet ordre pourrait porter le total à {reach}, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>with what is held and being bought this order could make it {reach} contracts on the underlying, at most {limit} are allowed</source>
   <translation>avec ce qui est détenu et en cours d'achat, cet ordre pourrait porter le total à {reach} contrats sur le sous-jacent, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>{rule}: it would be open order number {own} of this owner; the last {kept} of {limit} are for those who have fewer</source>
   <translation>{rule} : ce serait l'ordre ouvert numéro {own} de ce propriétaire ; les {kept} derniers sur {limit} sont pour ceux qui en ont moins</translation>
  </message>
  <message>
   <source>{rule}: it would be open order number {count} of this machine, at most {limit} are allowed</source>
   <translation>{rule} : ce serait l'ordre ouvert numéro {count} de cette machine, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>{rule}: selling at {price} for what is worth {worth}, at least {limit} is allowed</source>
   <translation>{rule} : vente à {price} de ce qui vaut {worth}, minimum autorisé {limit}</translation>
  </message>
  <message>
   <source>{rule}: paying {price} for what is worth {worth}, at most {limit} is allowed</source>
   <translation>{rule} : achat à {price} de ce qui vaut {worth}, maximum autorisé {limit}</translation>
  </message>
  <message>
   <source>instrument</source>
   <translation>instrument</translation>
  </message>
  <message>
   <source>price (cents)</source>
   <translation>prix (cents)</translation>
  </message>
  <message>
   <source>quantity</source>
   <translation>quantité</translation>
  </message>
  <message>
   <source>lifetime (ms)</source>
   <translation>durée de vie (ms)</translation>
  </message>
  <message>
   <source>end of its lifetime (ms)</source>
   <translation>fin de sa durée de vie (ms)</translation>
  </message>
  <message>
   <source>a whole number above zero</source>
   <translation>un nombre entier supérieur à zéro</translation>
  </message>
  <message>
   <source>a future, a call or a put</source>
   <translation>un future, un call ou un put</translation>
  </message>
  <message>
   <source>{rule}: {what} is {value}, not {wanted}</source>
   <translation>{rule} : {what} est {value}, et non {wanted}</translation>
  </message>
  <message>
   <source>{rule}: it would meet {owner}'s own sell at {price}</source>
   <translation>{rule} : l'ordre rencontrerait la propre vente de {owner} à {price}</translation>
  </message>
  <message>
   <source>{rule}: it would meet {owner}'s own buy at {price}</source>
   <translation>{rule} : l'ordre rencontrerait le propre achat de {owner} à {price}</translation>
  </message>
  <message>
   <source>connecting</source>
   <translation>connexion en cours</translation>
  </message>
  <message>
   <source>connected</source>
   <translation>connecté</translation>
  </message>
  <message>
   <source>reconnecting</source>
   <translation>reconnexion en cours</translation>
  </message>
  <message>
   <source>session {name} was closed while a request was under way</source>
   <translation>la session {name} a été fermée pendant qu'une requête était en cours</translation>
  </message>
  <message>
   <source>session {name} is {state}: nothing was sent</source>
   <translation>session {name} ({state}) : rien n'a été envoyé</translation>
  </message>
  <message>
   <source>no reply to request {request} within {ms} ms</source>
   <translation>pas de réponse à la requête {request} en {ms} ms</translation>
  </message>
  <message>
   <source>session {name} was closed while it connected</source>
   <translation>la session {name} a été fermée pendant sa connexion</translation>
  </message>
  <message>
   <source>session {name} failed while a request was under way</source>
   <translation>la session {name} a échoué pendant qu'une requête était en cours</translation>
  </message>
  <message>
   <source>the connection of session {name} was lost while a request was under way</source>
   <translation>la connexion de la session {name} a été perdue pendant qu'une requête était en cours</translation>
  </message>
  <message>
   <source>The exchange reports: {message}</source>
   <translation>La bourse signale : {message}</translation>
  </message>
  <message>
   <source>{address} accepted the connection but sent no welcome</source>
   <translation>{address} a accepté la connexion mais n'a pas envoyé de message d'accueil</translation>
  </message>
  <message>
   <source>The exchange closed the connection: message rate limit exceeded.</source>
   <translation>La bourse a fermé la connexion : limite de débit des messages dépassée.</translation>
  </message>
  <message>
   <source>{percent} % of all capital in {underlying}, {left} s ahead</source>
   <translation>{percent} % de tout le capital sur {underlying}, dans {left} s</translation>
  </message>
  <message>
   <source>{percent} % of all capital settles within {seconds} s</source>
   <translation>{percent} % de tout le capital est réglé dans les {seconds} s</translation>
  </message>
  <message>
   <source>{owner} is connected already</source>
   <translation>{owner} est déjà connecté</translation>
  </message>
  <message>
   <source>The lifetime is a whole number of milliseconds above zero.</source>
   <translation>La durée de vie est un nombre entier de millisecondes supérieur à zéro.</translation>
  </message>
  <message>
   <source>{open} orders are open here, at most {limit} may be: cancel some first.</source>
   <translation>{open} ordres sont ouverts ici, maximum {limit} : annulez-en d'abord.</translation>
  </message>
  <message>
   <source>A price above zero is needed, in dollars with at most two decimals.</source>
   <translation>Il faut un prix supérieur à zéro, en dollars avec deux décimales au plus.</translation>
  </message>
  <message>
   <source>A whole number of contracts above zero is needed.</source>
   <translation>Il faut un nombre entier de contrats supérieur à zéro.</translation>
  </message>
  <message>
   <source>{count} contracts in one order, at most {limit} are allowed.</source>
   <translation>{count} contrats en un seul ordre, maximum autorisé {limit}.</translation>
  </message>
  <message>
   <source>It is worth {worth}: at most {limit} may be paid.</source>
   <translation>Le contrat vaut {worth} : il peut être payé {limit} au plus.</translation>
  </message>
  <message>
   <source>It is worth {worth}: it may be sold at {limit} or more.</source>
   <translation>Le contrat vaut {worth} : il peut être vendu à {limit} ou plus.</translation>
  </message>
  <message>
   <source>The order costs {cost}, at most {limit} is allowed.</source>
   <translation>L'ordre coûte {cost}, maximum autorisé {limit}.</translation>
  </message>
  <message>
   <source>The order reserves {cost}, {free} are free.</source>
   <translation>L'ordre réserve {cost}, libre : {free}.</translation>
  </message>
  <message>
   <source>{count} to be sold, {free} are free: what is not held cannot be sold here.</source>
   <translation>{count} à vendre, {free} libre(s) : ce qui n'est pas détenu ne peut pas être vendu ici.</translation>
  </message>
  <message>
   <source>An underlying is not traded: choose a future, a call or a put.</source>
   <translation>Un sous-jacent ne se traite pas : choisissez un future, un call ou un put.</translation>
  </message>
  <message>
   <source>This contract is not listed any more.</source>
   <translation>Ce contrat n'est plus coté.</translation>
  </message>
  <message>
   <source>Choose an instrument.</source>
   <translation>Choisissez un instrument.</translation>
  </message>
  <message>
   <source>not sent: another round began</source>
   <translation>non envoyé : une autre manche a commencé</translation>
  </message>
  <message>
   <source>waiting</source>
   <translation>en attente</translation>
  </message>
  <message>
   <source>not sent: leg {number} was not taken</source>
   <translation>non envoyé : la jambe {number} n'a pas été prise</translation>
  </message>
  <message>
   <source>{filled} of {quantity} filled</source>
   <translation>{filled} sur {quantity} exécuté(s)</translation>
  </message>
  <message>
   <source>fate unknown: {reason}</source>
   <translation>sort inconnu : {reason}</translation>
  </message>
  <message>
   <source>sending</source>
   <translation>envoi en cours</translation>
  </message>
  <message>
   <source>nothing was sent: {reason}</source>
   <translation>rien n'a été envoyé : {reason}</translation>
  </message>
  <message>
   <source>ended without a deal</source>
   <translation>terminé sans exécution</translation>
  </message>
  <message>
   <source>denied here: {reason}</source>
   <translation>refusé ici : {reason}</translation>
  </message>
  <message>
   <source>rejected: {reason}</source>
   <translation>rejeté : {reason}</translation>
  </message>
  <message>
   <source>Enter</source>
   <translation>Entrée</translation>
  </message>
  <message>
   <source>Arm trading</source>
   <translation>Armer le trading</translation>
  </message>
  <message>
   <source>Orders will go to the live exchange from now on.</source>
   <translation>Les ordres iront désormais à la bourse réelle.</translation>
  </message>
  <message>
   <source>the team that this profile's secret belongs to</source>
   <translation>l'équipe à laquelle appartient le secret de ce profil</translation>
  </message>
  <message>
   <source>Disarm at any time: nothing new leaves then, and what works is cancelled.</source>
   <translation>Désarmer est possible à tout moment : rien de nouveau ne part alors, et ce qui est en carnet est annulé.</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Annuler</translation>
  </message>
  <message>
   <source>Exchange</source>
   <translation>Bourse</translation>
  </message>
  <message>
   <source>Team</source>
   <translation>Équipe</translation>
  </message>
  <message>
   <source>Profile</source>
   <translation>Profil</translation>
  </message>
  <message>
   <source>At once</source>
   <translation>Aussitôt</translation>
  </message>
  <message>
   <source>Arm or disarm trading</source>
   <translation>Armer ou désarmer le trading</translation>
  </message>
  <message>
   <source>Disarm</source>
   <translation>Désarmer</translation>
  </message>
  <message>
   <source>Orders go to the live exchange. Stop that and cancel what works ({keys})</source>
   <translation>Les ordres vont à la bourse réelle. Y mettre fin et annuler ce qui est en carnet ({keys})</translation>
  </message>
  <message>
   <source>No order leaves this machine: bots run and watch. Let them trade, after a question ({keys})</source>
   <translation>Aucun ordre ne quitte cette machine : les bots tournent et observent. Les laisser trader, après une question ({keys})</translation>
  </message>
  <message>
   <source>Trading is armed: disarm</source>
   <translation>Le trading est armé : désarmer</translation>
  </message>
  <message>
   <source>Trading is not armed: arm</source>
   <translation>Le trading n'est pas armé : armer</translation>
  </message>
  <message>
   <source>{count} running bot may send orders</source>
   <translation>{count} bot en marche peut envoyer des ordres</translation>
  </message>
  <message>
   <source>{count} running bots may send orders</source>
   <translation>{count} bots en marche peuvent envoyer des ordres</translation>
  </message>
  <message>
   <source>no bot is running</source>
   <translation>aucun bot en marche</translation>
  </message>
  <message>
   <source>Let orders go to the live exchange, or stop that</source>
   <translation>Laisser les ordres aller à la bourse réelle, ou y mettre fin</translation>
  </message>
  <message>
   <source>Practice session</source>
   <translation>Session d'entraînement</translation>
  </message>
  <message>
   <source>Replay session</source>
   <translation>Session de relecture</translation>
  </message>
  <message>
   <source>Live session</source>
   <translation>Session réelle</translation>
  </message>
  <message>
   <source>Next book</source>
   <translation>Carnet suivant</translation>
  </message>
  <message>
   <source>Book before</source>
   <translation>Carnet précédent</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>Démarrer</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Mettre en pause</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Arrêter</translation>
  </message>
  <message>
   <source>Restart</source>
   <translation>Redémarrer</translation>
  </message>
  <message>
   <source>Reload</source>
   <translation>Recharger</translation>
  </message>
  <message>
   <source>Configure</source>
   <translation>Configurer</translation>
  </message>
  <message>
   <source>Clone</source>
   <translation>Cloner</translation>
  </message>
  <message>
   <source>Undo the last change of settings</source>
   <translation>Annuler le dernier changement de paramètres</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Retirer</translation>
  </message>
  <message>
   <source>Start all</source>
   <translation>Tout démarrer</translation>
  </message>
  <message>
   <source>Pause all</source>
   <translation>Tout mettre en pause</translation>
  </message>
  <message>
   <source>Stop all</source>
   <translation>Tout arrêter</translation>
  </message>
  <message>
   <source>Restart all</source>
   <translation>Tout redémarrer</translation>
  </message>
  <message>
   <source>Raise the parameter</source>
   <translation>Augmenter le paramètre</translation>
  </message>
  <message>
   <source>Lower the parameter</source>
   <translation>Diminuer le paramètre</translation>
  </message>
  <message>
   <source>Next parameter</source>
   <translation>Paramètre suivant</translation>
  </message>
  <message>
   <source>Parameter before</source>
   <translation>Paramètre précédent</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>Ajouter</translation>
  </message>
  <message>
   <source>Open the code in the system's editor</source>
   <translation>Ouvrir le code dans l'éditeur du système</translation>
  </message>
  <message>
   <source>Copy file and line of the last error</source>
   <translation>Copier le fichier et la ligne de la dernière erreur</translation>
  </message>
  <message>
   <source>The bot's log beside the board</source>
   <translation>Log du bot à côté du tableau</translation>
  </message>
  <message>
   <source>Choose the columns</source>
   <translation>Choisir les colonnes</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>Reprendre</translation>
  </message>
  <message>
   <source>All</source>
   <translation>Tout</translation>
  </message>
  <message>
   <source>There is no connection to the exchange yet: start the bot once the status bar says that it is live.</source>
   <translation>Il n'y a pas encore de connexion à la bourse : démarrez le bot une fois que la barre d'état l'indique en direct.</translation>
  </message>
  <message>
   <source>Stop {names} and remove it?</source>
   <translation>Arrêter {names} et le retirer ?</translation>
  </message>
  <message>
   <source>Stop {names} and remove them?</source>
   <translation>Arrêter {names} et les retirer ?</translation>
  </message>
  <message>
   <source>Working orders are cancelled. What was bought stays in the account until it settles.</source>
   <translation>Les ordres en carnet sont annulés. Ce qui a été acheté reste sur le compte jusqu'à son règlement.</translation>
  </message>
  <message>
   <source>Stop and remove</source>
   <translation>Arrêter et retirer</translation>
  </message>
  <message>
   <source>What is to be known of the selected bot</source>
   <translation>Ce qu'il faut savoir du bot sélectionné</translation>
  </message>
  <message>
   <source>Where the last error was made</source>
   <translation>Où la dernière erreur s'est produite</translation>
  </message>
  <message>
   <source>Open the code</source>
   <translation>Ouvrir le code</translation>
  </message>
  <message>
   <source>Open the file in the system's editor; its path and line can be copied from the menu</source>
   <translation>Ouvrir le fichier dans l'éditeur du système ; son chemin et sa ligne peuvent être copiés depuis le menu</translation>
  </message>
  <message>
   <source>The selected bot's error</source>
   <translation>Erreur du bot sélectionné</translation>
  </message>
  <message>
   <source>Last error at {at}: {text}</source>
   <translation>Dernière erreur à {at} : {text}</translation>
  </message>
  <message>
   <source>Last error at {at}, {place}: {text}</source>
   <translation>Dernière erreur à {at}, {place} : {text}</translation>
  </message>
  <message>
   <source>Hide the bot's log</source>
   <translation>Masquer le log du bot</translation>
  </message>
  <message>
   <source>Hide the bot's log (Ctrl+L)</source>
   <translation>Masquer le log du bot (Ctrl+L)</translation>
  </message>
  <message>
   <source>Log lines of the selected bot</source>
   <translation>Lignes du log du bot sélectionné</translation>
  </message>
  <message>
   <source>This bot has written nothing yet.</source>
   <translation>Ce bot n'a encore rien écrit.</translation>
  </message>
  <message>
   <source>Log</source>
   <translation>Log</translation>
  </message>
  <message>
   <source>Log of {bot}</source>
   <translation>Log de {bot}</translation>
  </message>
  <message>
   <source>Select one bot to see its log.</source>
   <translation>Sélectionnez un seul bot pour voir son log.</translation>
  </message>
  <message>
   <source>Strategy files that do not load</source>
   <translation>Fichiers de stratégie qui ne se chargent pas</translation>
  </message>
  <message>
   <source>and {count} more; the log has them all</source>
   <translation>et {count} de plus ; le log les contient tous</translation>
  </message>
  <message>
   <source>{count} bot was written to {file}.</source>
   <translation>{count} bot a été écrit dans {file}.</translation>
  </message>
  <message>
   <source>{count} bots were written to {file}.</source>
   <translation>{count} bots ont été écrits dans {file}.</translation>
  </message>
  <message>
   <source>{count} bot was added; it waits for its start.</source>
   <translation>{count} bot a été ajouté ; il attend d'être démarré.</translation>
  </message>
  <message>
   <source>{count} bots were added; they wait for their start.</source>
   <translation>{count} bots ont été ajoutés ; ils attendent d'être démarrés.</translation>
  </message>
  <message>
   <source>Export strategies and bots</source>
   <translation>Exporter stratégies et bots</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>Export</translation>
  </message>
  <message>
   <source>Import strategies and bots</source>
   <translation>Importer stratégies et bots</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>Import</translation>
  </message>
  <message>
   <source>Bundles (*.zip)</source>
   <translation>Paquets (*.zip)</translation>
  </message>
  <message>
   <source>There is no bot whose strategy comes from a file.</source>
   <translation>Aucun bot n'a de stratégie venant d'un fichier.</translation>
  </message>
  <message>
   <source>Left out, as they may be secrets: {settings}.</source>
   <translation>Laissés de côté, car ce sont peut-être des secrets : {settings}.</translation>
  </message>
  <message>
   <source>Nearest expiry</source>
   <translation>Échéance la plus proche</translation>
  </message>
  <message>
   <source>Expiry +1</source>
   <translation>Échéance +1</translation>
  </message>
  <message>
   <source>Expiry +2</source>
   <translation>Échéance +2</translation>
  </message>
  <message>
   <source>Expiry +3</source>
   <translation>Échéance +3</translation>
  </message>
  <message>
   <source>Underlying</source>
   <translation>Sous-jacent</translation>
  </message>
  <message>
   <source>Expiry</source>
   <translation>Échéance</translation>
  </message>
  <message>
   <source>The first expiry shown, counted from the nearest; rolls by itself</source>
   <translation>La première échéance affichée, comptée depuis la plus proche ; roule d'elle-même</translation>
  </message>
  <message>
   <source>Pin: stay on this very expiry instead of rolling to the next (P)</source>
   <translation>Épingler : rester sur cette échéance précise au lieu de rouler vers la suivante (P)</translation>
  </message>
  <message>
   <source>Show later expiries where there is room (M)</source>
   <translation>Afficher les échéances plus lointaines quand il y a la place (M)</translation>
  </message>
  <message>
   <source>All expiries</source>
   <translation>Toutes les échéances</translation>
  </message>
  <message>
   <source>Choose the columns (Alt+C)</source>
   <translation>Choisir les colonnes (Alt+C)</translation>
  </message>
  <message>
   <source>Columns</source>
   <translation>Colonnes</translation>
  </message>
  <message>
   <source>Option chain</source>
   <translation>Chaîne d'options</translation>
  </message>
  <message>
   <source>Calls</source>
   <translation>Calls</translation>
  </message>
  <message>
   <source>Puts</source>
   <translation>Puts</translation>
  </message>
  <message>
   <source>{underlying} · {seconds} s</source>
   <translation>{underlying} · {seconds} s</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>reste {time}</translation>
  </message>
  <message>
   <source>price {price}</source>
   <translation>prix {price}</translation>
  </message>
  <message>
   <source>forward {price}</source>
   <translation>forward {price}</translation>
  </message>
  <message>
   <source>Options of {expiry}</source>
   <translation>Options de {expiry}</translation>
  </message>
  <message>
   <source>{order} at {price}
Drag it to move it to another price</source>
   <translation>{order} à {price}
Faire glisser pour le déplacer à un autre prix</translation>
  </message>
  <message>
   <source>Chart</source>
   <translation>Graphique</translation>
  </message>
  <message>
   <source>Cancel this order (Delete)</source>
   <translation>Annuler cet ordre (Delete)</translation>
  </message>
  <message>
   <source>{order} at {price}: it is being moved</source>
   <translation>{order} à {price} : en cours de déplacement</translation>
  </message>
  <message>
   <source>Follow the newest candle</source>
   <translation>Suivre la bougie la plus récente</translation>
  </message>
  <message>
   <source>Follow the newest candle; a double click does too</source>
   <translation>Suivre la bougie la plus récente ; un double-clic le fait aussi</translation>
  </message>
  <message>
   <source>Whole round in view</source>
   <translation>Afficher toute la manche</translation>
  </message>
  <message>
   <source>Fit the prices</source>
   <translation>Cadrer les prix</translation>
  </message>
  <message>
   <source>Fit the prices by themselves; dragging the price axis ends it</source>
   <translation>Cadrer les prix automatiquement ; faire glisser l'axe des prix y met fin</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>Zoom avant</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>Zoom arrière</translation>
  </message>
  <message>
   <source>Earlier</source>
   <translation>Plus tôt</translation>
  </message>
  <message>
   <source>Later</source>
   <translation>Plus tard</translation>
  </message>
  <message>
   <source>Pin this contract</source>
   <translation>Épingler ce contrat</translation>
  </message>
  <message>
   <source>Indicators…</source>
   <translation>Indicateurs…</translation>
  </message>
  <message>
   <source>Add indicators, change or remove them</source>
   <translation>Ajouter, modifier ou retirer des indicateurs</translation>
  </message>
  <message>
   <source>Next interval</source>
   <translation>Intervalle suivant</translation>
  </message>
  <message>
   <source>Next style</source>
   <translation>Style suivant</translation>
  </message>
  <message>
   <source>Export the picture…</source>
   <translation>Exporter l'image…</translation>
  </message>
  <message>
   <source>Export the numbers…</source>
   <translation>Exporter les chiffres…</translation>
  </message>
  <message>
   <source>Show in the ladder</source>
   <translation>Afficher dans le carnet échelle</translation>
  </message>
  <message>
   <source>Select the order above</source>
   <translation>Sélectionner l'ordre au-dessus</translation>
  </message>
  <message>
   <source>Select the order below</source>
   <translation>Sélectionner l'ordre au-dessous</translation>
  </message>
  <message>
   <source>Cancel the selected order</source>
   <translation>Annuler l'ordre sélectionné</translation>
  </message>
  <message>
   <source>Raise the selected order</source>
   <translation>Monter l'ordre sélectionné</translation>
  </message>
  <message>
   <source>Lower the selected order</source>
   <translation>Descendre l'ordre sélectionné</translation>
  </message>
  <message>
   <source>Raise the selected order by a cent</source>
   <translation>Monter l'ordre sélectionné d'un cent</translation>
  </message>
  <message>
   <source>Lower the selected order by a cent</source>
   <translation>Descendre l'ordre sélectionné d'un cent</translation>
  </message>
  <message>
   <source>Move the selected order there</source>
   <translation>Y déplacer l'ordre sélectionné</translation>
  </message>
  <message>
   <source>Leave the selected order as it is</source>
   <translation>Laisser l'ordre sélectionné tel quel</translation>
  </message>
  <message>
   <source>Buy at {price}…</source>
   <translation>Acheter à {price}…</translation>
  </message>
  <message>
   <source>Sell at {price}…</source>
   <translation>Vendre à {price}…</translation>
  </message>
  <message>
   <source>from the chart</source>
   <translation>depuis le graphique</translation>
  </message>
  <message>
   <source>Cancel this order</source>
   <translation>Annuler cet ordre</translation>
  </message>
  <message>
   <source>Candles</source>
   <translation>Bougies</translation>
  </message>
  <message>
   <source>Line</source>
   <translation>Ligne</translation>
  </message>
  <message>
   <source>Mid</source>
   <translation>Mid</translation>
  </message>
  <message>
   <source>Interval</source>
   <translation>Intervalle</translation>
  </message>
  <message>
   <source>How many seconds one candle covers</source>
   <translation>Combien de secondes couvre une bougie</translation>
  </message>
  <message>
   <source>Style</source>
   <translation>Style</translation>
  </message>
  <message>
   <source>Candles, a line of closes, or an underlying's mid</source>
   <translation>Bougies, ligne des clôtures ou mid d'un sous-jacent</translation>
  </message>
  <message>
   <source>More</source>
   <translation>Plus</translation>
  </message>
  <message>
   <source>{seconds} s</source>
   <translation>{seconds} s</translation>
  </message>
  <message>
   <source>Indicators</source>
   <translation>Indicateurs</translation>
  </message>
  <message>
   <source>Auto</source>
   <translation>Auto</translation>
  </message>
  <message>
   <source>Drawdown over time</source>
   <translation>Repli (drawdown) dans le temps</translation>
  </message>
  <message>
   <source>Total</source>
   <translation>Total</translation>
  </message>
  <message>
   <source>In dollars, if all that is held were sold at the best bid; what nobody bids for counts nothing</source>
   <translation>En dollars, si tout ce qui est détenu était vendu au meilleur bid ; ce qui n'a pas de bid compte pour zéro</translation>
  </message>
  <message>
   <source>The deepest fall of the round from a best before it</source>
   <translation>La plus forte baisse de la manche depuis un plus haut antérieur</translation>
  </message>
  <message>
   <source>now {amount}</source>
   <translation>actuellement {amount}</translation>
  </message>
  <message>
   <source>at its best now</source>
   <translation>actuellement au plus haut</translation>
  </message>
  <message>
   <source>At the best bid {at_bid}. Drawdown {fall}; {now}, {seconds}</source>
   <translation>Au meilleur bid {at_bid}. Repli {fall} ; {now}, {seconds}</translation>
  </message>
  <message>
   <source>Show the line of {bot}</source>
   <translation>Afficher la ligne de {bot}</translation>
  </message>
  <message>
   <source>Show the line of all together</source>
   <translation>Afficher la ligne de l'ensemble</translation>
  </message>
  <message>
   <source>P&amp;L</source>
   <translation>P&amp;L</translation>
  </message>
  <message>
   <source>In dollars, at the last second</source>
   <translation>En dollars, à la dernière seconde</translation>
  </message>
  <message>
   <source>At bid</source>
   <translation>Au bid</translation>
  </message>
  <message>
   <source>Drawdown</source>
   <translation>Repli</translation>
  </message>
  <message>
   <source>P&amp;L over time</source>
   <translation>P&amp;L dans le temps</translation>
  </message>
  <message>
   <source>O</source>
   <translation>O</translation>
  </message>
  <message>
   <source>H</source>
   <translation>H</translation>
  </message>
  <message>
   <source>L</source>
   <translation>B</translation>
  </message>
  <message>
   <source>C</source>
   <translation>C</translation>
  </message>
  <message>
   <source>no trade</source>
   <translation>aucun échange</translation>
  </message>
  <message>
   <source>Vol</source>
   <translation>Vol</translation>
  </message>
  <message>
   <source>{at} {bot}: {text}</source>
   <translation>{at} {bot} : {text}</translation>
  </message>
  <message>
   <source>What was done, over time</source>
   <translation>Ce qui a été fait, dans le temps</translation>
  </message>
  <message>
   <source>{at} {text}</source>
   <translation>{at} {text}</translation>
  </message>
  <message>
   <source>Not cancelled: {reason}</source>
   <translation>Non annulé : {reason}</translation>
  </message>
  <message>
   <source>What became of the order</source>
   <translation>Ce que l'ordre est devenu</translation>
  </message>
  <message>
   <source>The cancel was not confirmed: {reason}</source>
   <translation>L'annulation n'a pas été confirmée : {reason}</translation>
  </message>
  <message>
   <source>A cancel was not confirmed: {reason}.</source>
   <translation>Une annulation n'a pas été confirmée : {reason}.</translation>
  </message>
  <message>
   <source>moving to {price}</source>
   <translation>déplacement à {price}</translation>
  </message>
  <message>
   <source>to {price}</source>
   <translation>à {price}</translation>
  </message>
  <message>
   <source>expires {time}</source>
   <translation>échéance {time}</translation>
  </message>
  <message>
   <source>paid {amount}</source>
   <translation>a payé {amount}</translation>
  </message>
  <message>
   <source>Gain or loss at expiry over the underlying's price then; the dashed line is its price now</source>
   <translation>Gain ou perte à l'échéance selon le prix du sous-jacent à ce moment ; la ligne en tirets est son prix actuel</translation>
  </message>
  <message>
   <source>Payoff from {low} to {high}: {left} to {right}</source>
   <translation>Payoff de {low} à {high} : de {left} à {right}</translation>
  </message>
  <message>
   <source>Payoff</source>
   <translation>Payoff</translation>
  </message>
  <message>
   <source>Export the picture</source>
   <translation>Exporter l'image</translation>
  </message>
  <message>
   <source>Pictures (*.png)</source>
   <translation>Images (*.png)</translation>
  </message>
  <message>
   <source>Export the numbers</source>
   <translation>Exporter les chiffres</translation>
  </message>
  <message>
   <source>Tables (*.csv)</source>
   <translation>Tableaux (*.csv)</translation>
  </message>
  <message>
   <source>{file} could not be written: {reason}.</source>
   <translation>{file} n'a pas pu être écrit : {reason}.</translation>
  </message>
  <message>
   <source>Implied volatility: how much the price would have to move for the option to be worth what is bid or asked.
In basis points (hundredths of a percent) per square root of a second: with 13, the price typically moves 0.13 % in a second
and 0.13 % × √60 = 1 % in a minute. A year has no meaning here: the game's clock is seconds.
Triangles: bid and ask. Line: their middle. Dashed: the model.</source>
   <translation>Volatilité implicite : de combien le prix devrait bouger pour que l'option vaille son bid ou son ask.
En points de base (centièmes de pour cent) par racine carrée de seconde : avec 13, le prix bouge typiquement de 0,13 % en une seconde
et de 0,13 % × √60 = 1 % en une minute. Une année n'a pas de sens ici : l'horloge du jeu compte en secondes.
Triangles : bid et ask. Ligne : leur milieu. Tirets : le modèle.</translation>
  </message>
  <message>
   <source>Volatility smile</source>
   <translation>Smile de volatilité</translation>
  </message>
  <message>
   <source>bp/√s</source>
   <translation>bp/√s</translation>
  </message>
  <message>
   <source>As many as there is room for</source>
   <translation>Autant que la place le permet</translation>
  </message>
  <message>
   <source>{column} (no room)</source>
   <translation>{column} (pas de place)</translation>
  </message>
  <message>
   <source>Command palette</source>
   <translation>Palette de commandes</translation>
  </message>
  <message>
   <source>Action, instrument, bot, panel, layout…</source>
   <translation>Action, instrument, bot, panneau, disposition…</translation>
  </message>
  <message>
   <source>What is looked for</source>
   <translation>Ce qui est cherché</translation>
  </message>
  <message>
   <source>What was found</source>
   <translation>Ce qui a été trouvé</translation>
  </message>
  <message>
   <source>Nothing is called that.</source>
   <translation>Rien ne porte ce nom.</translation>
  </message>
  <message>
   <source>This cannot be done now.</source>
   <translation>Impossible en ce moment.</translation>
  </message>
  <message>
   <source>Enter does it, Escape leaves.</source>
   <translation>Entrée exécute, Échap quitte.</translation>
  </message>
  <message>
   <source>The exchange lets nobody in without a secret.</source>
   <translation>La bourse ne laisse entrer personne sans secret.</translation>
  </message>
  <message>
   <source>the practice exchange is not running</source>
   <translation>la bourse d'entraînement n'est pas en marche</translation>
  </message>
  <message>
   <source>Add a bot</source>
   <translation>Ajouter un bot</translation>
  </message>
  <message>
   <source>Start it at once</source>
   <translation>Le démarrer aussitôt</translation>
  </message>
  <message>
   <source>Strategy files run with all your rights: load none that you do not trust.</source>
   <translation>Les fichiers de stratégie s'exécutent avec tous vos droits : n'en chargez aucun qui n'ait votre confiance.</translation>
  </message>
  <message>
   <source>There is no strategy yet. Put a Python file with a bot class into {folder}.</source>
   <translation>Il n'y a pas encore de stratégie. Placez un fichier Python avec une classe de bot dans {folder}.</translation>
  </message>
  <message>
   <source>There is no strategy to choose.</source>
   <translation>Il n'y a aucune stratégie à choisir.</translation>
  </message>
  <message>
   <source>Strategy</source>
   <translation>Stratégie</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Nom</translation>
  </message>
  <message>
   <source>Also the name of its log and the owner of its orders.</source>
   <translation>Aussi le nom de son log et le propriétaire de ses ordres.</translation>
  </message>
  <message>
   <source>{count} file could not be loaded; the Bots panel says why.</source>
   <translation>{count} fichier n'a pas pu être chargé ; le panneau Bots dit pourquoi.</translation>
  </message>
  <message>
   <source>{count} files could not be loaded; the Bots panel says why.</source>
   <translation>{count} fichiers n'ont pas pu être chargés ; le panneau Bots dit pourquoi.</translation>
  </message>
  <message>
   <source>Name: give it one.</source>
   <translation>Nom : en donner un.</translation>
  </message>
  <message>
   <source>Name: there is a bot called {name} already.</source>
   <translation>Nom : il existe déjà un bot nommé {name}.</translation>
  </message>
  <message>
   <source>Start with the program</source>
   <translation>Démarrer avec le programme</translation>
  </message>
  <message>
   <source>Each time this profile is opened, the bot starts by itself once the exchange is reached</source>
   <translation>À chaque ouverture de ce profil, le bot démarre de lui-même dès que la bourse est jointe</translation>
  </message>
  <message>
   <source>Configure {bot}</source>
   <translation>Configurer {bot}</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Enregistrer</translation>
  </message>
  <message>
   <source>Restart the bot with these settings</source>
   <translation>Redémarrer le bot avec ces paramètres</translation>
  </message>
  <message>
   <source>Its working orders are cancelled, its positions stay; it begins anew</source>
   <translation>Ses ordres en carnet sont annulés, ses positions restent ; il recommence à neuf</translation>
  </message>
  <message>
   <source>Settings marked live change at once; the others at its next start.</source>
   <translation>Les paramètres marqués « en direct » changent aussitôt ; les autres au prochain démarrage du bot.</translation>
  </message>
  <message>
   <source>{settings}: at once.</source>
   <translation>{settings} : aussitôt.</translation>
  </message>
  <message>
   <source>{settings}: from its next start on.</source>
   <translation>{settings} : dès son prochain démarrage.</translation>
  </message>
  <message>
   <source>What is changed here counts from its next start on.</source>
   <translation>Ce qui est changé ici compte à partir de son prochain démarrage.</translation>
  </message>
  <message>
   <source>connect</source>
   <translation>connexion</translation>
  </message>
  <message>
   <source>welcome</source>
   <translation>accueil</translation>
  </message>
  <message>
   <source>updates</source>
   <translation>mises à jour</translation>
  </message>
  <message>
   <source>instruments</source>
   <translation>instruments</translation>
  </message>
  <message>
   <source>prices</source>
   <translation>prix</translation>
  </message>
  <message>
   <source>inventory</source>
   <translation>inventaire</translation>
  </message>
  <message>
   <source>orders</source>
   <translation>ordres</translation>
  </message>
  <message>
   <source>it is needed.</source>
   <translation>elle est nécessaire.</translation>
  </message>
  <message>
   <source>it begins with ws:// or wss://.</source>
   <translation>elle commence par ws:// ou wss://.</translation>
  </message>
  <message>
   <source>it names no host.</source>
   <translation>elle ne nomme aucun hôte.</translation>
  </message>
  <message>
   <source>leave the secret out of it; it has a field of its own.</source>
   <translation>n'y mettez pas le secret ; il a son propre champ.</translation>
  </message>
  <message>
   <source>Connection</source>
   <translation>Connexion</translation>
  </message>
  <message>
   <source>Save and connect</source>
   <translation>Enregistrer et connecter</translation>
  </message>
  <message>
   <source>Practice exchange on this machine</source>
   <translation>Bourse d'entraînement sur cette machine</translation>
  </message>
  <message>
   <source>Competition exchange</source>
   <translation>Bourse de la compétition</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>Afficher</translation>
  </message>
  <message>
   <source>Show the secret while it is typed</source>
   <translation>Afficher le secret pendant la saisie</translation>
  </message>
  <message>
   <source>Secret</source>
   <translation>Secret</translation>
  </message>
  <message>
   <source>Kept apart from the profile, readable by you only. It appears in no log and no report.</source>
   <translation>Conservé à part du profil, lisible par vous seul. Il n'apparaît dans aucun journal ni aucun rapport.</translation>
  </message>
  <message>
   <source>none</source>
   <translation>aucun</translation>
  </message>
  <message>
   <source>not known</source>
   <translation>inconnu</translation>
  </message>
  <message>
   <source>Test connection</source>
   <translation>Tester la connexion</translation>
  </message>
  <message>
   <source>Try each step: connect, welcome, updates, instruments, prices, inventory (Alt+T)</source>
   <translation>Essayer chaque étape : connexion, accueil, mises à jour, instruments, prix, inventaire (Alt+T)</translation>
  </message>
  <message>
   <source>Trying the way to the exchange.</source>
   <translation>Essai de la liaison avec la bourse.</translation>
  </message>
  <message>
   <source>this is none; it reads like ws://host:9001/trade.</source>
   <translation>ce n'en est pas une ; elle s'écrit comme ws://host:9001/trade.</translation>
  </message>
  <message>
   <source>kept; type to replace it</source>
   <translation>conservé ; saisir pour le remplacer</translation>
  </message>
  <message>
   <source>the team's secret</source>
   <translation>le secret de l'équipe</translation>
  </message>
  <message>
   <source>Address</source>
   <translation>Adresse</translation>
  </message>
  <message>
   <source>ws:// or wss://, as the organisers gave it; without the secret.</source>
   <translation>ws:// ou wss://, telle que donnée par les organisateurs ; sans le secret.</translation>
  </message>
  <message>
   <source>Standings</source>
   <translation>Classement</translation>
  </message>
  <message>
   <source>Where an exchange of this program on the network publishes them; empty for the competition's.</source>
   <translation>Où une bourse de ce programme sur le réseau le publie ; vide pour celle de la compétition.</translation>
  </message>
  <message>
   <source>Our name in the standings.</source>
   <translation>Notre nom dans le classement.</translation>
  </message>
  <message>
   <source>Choose one, or type a new name: each has its own bots and layout.</source>
   <translation>Choisissez-en un, ou saisissez un nouveau nom : chacun a ses propres bots et sa disposition.</translation>
  </message>
  <message>
   <source>Profile: up to 40 letters, digits, blanks, - and _, a letter or digit first.</source>
   <translation>Profil : au plus 40 lettres, chiffres, espaces, - et _, une lettre ou un chiffre en premier.</translation>
  </message>
  <message>
   <source>Hide</source>
   <translation>Masquer</translation>
  </message>
  <message>
   <source>Address: {reason}</source>
   <translation>Adresse : {reason}</translation>
  </message>
  <message>
   <source>passed</source>
   <translation>réussi</translation>
  </message>
  <message>
   <source>open</source>
   <translation>en cours</translation>
  </message>
  <message>
   <source>Secret: the exchange lets nobody in without it.</source>
   <translation>Secret : la bourse ne laisse entrer personne sans lui.</translation>
  </message>
  <message>
   <source>Standings: {reason}</source>
   <translation>Classement : {reason}</translation>
  </message>
  <message>
   <source>Nothing more is known of this fill: its order is older than what is kept, came from an earlier run of the program, or was not placed here.</source>
   <translation>On ne sait rien de plus de cette exécution : son ordre est plus ancien que ce qui est conservé, vient d'une session antérieure du programme, ou n'a pas été passé ici.</translation>
  </message>
  <message>
   <source>The order came without a reason. A bot gives one with why= in its order calls.</source>
   <translation>L'ordre est venu sans raison. Un bot en donne une avec why= dans ses appels d'ordre.</translation>
  </message>
  <message>
   <source>{ms} on the round's clock</source>
   <translation>{ms} à l'horloge de la manche</translation>
  </message>
  <message>
   <source>{count} contract</source>
   <translation>{count} contrat</translation>
  </message>
  <message>
   <source>{count} contracts</source>
   <translation>{count} contrats</translation>
  </message>
  <message>
   <source>Explain this fill</source>
   <translation>Expliquer cette exécution</translation>
  </message>
  <message>
   <source>Why</source>
   <translation>Pourquoi</translation>
  </message>
  <message>
   <source>Explanation</source>
   <translation>Explication</translation>
  </message>
  <message>
   <source>Show in chart</source>
   <translation>Afficher dans le graphique</translation>
  </message>
  <message>
   <source>Bought {count} {instrument} at {price}</source>
   <translation>Acheté {count} {instrument} à {price}</translation>
  </message>
  <message>
   <source>Sold {count} {instrument} at {price}</source>
   <translation>Vendu {count} {instrument} à {price}</translation>
  </message>
  <message>
   <source>By {owner}, {time} into the round; {how}; cash {cash}.</source>
   <translation>Par {owner}, à {time} de la manche ; {how} ; liquidités {cash}.</translation>
  </message>
  <message>
   <source>Order</source>
   <translation>Ordre</translation>
  </message>
  <message>
   <source>Book that it saw</source>
   <translation>Carnet vu par l'ordre</translation>
  </message>
  <message>
   <source>Worth then</source>
   <translation>Valeur à ce moment</translation>
  </message>
  <message>
   <source>Delays</source>
   <translation>Délais</translation>
  </message>
  <message>
   <source>Bid qty</source>
   <translation>Qté bid</translation>
  </message>
  <message>
   <source>Bid</source>
   <translation>Bid</translation>
  </message>
  <message>
   <source>Ask</source>
   <translation>Ask</translation>
  </message>
  <message>
   <source>Ask qty</source>
   <translation>Qté ask</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>oui</translation>
  </message>
  <message>
   <source>no</source>
   <translation>non</translation>
  </message>
  <message>
   <source>Theo</source>
   <translation>Théo</translation>
  </message>
  <message>
   <source>Intrinsic</source>
   <translation>Intrinsèque</translation>
  </message>
  <message>
   <source>Gain against theo</source>
   <translation>Gain par rapport au théo</translation>
  </message>
  <message>
   <source>Gain against intrinsic</source>
   <translation>Gain par rapport à l'intrinsèque</translation>
  </message>
  <message>
   <source>{ms} ms</source>
   <translation>{ms} ms</translation>
  </message>
  <message>
   <source>Age of that update when sent</source>
   <translation>Âge de cette mise à jour à l'envoi</translation>
  </message>
  <message>
   <source>From sending to the answer</source>
   <translation>De l'envoi à la réponse</translation>
  </message>
  <message>
   <source>From that update to the answer</source>
   <translation>De cette mise à jour à la réponse</translation>
  </message>
  <message>
   <source>From that update to the deal</source>
   <translation>De cette mise à jour à l'exécution</translation>
  </message>
  <message>
   <source>The bot's settings then</source>
   <translation>Paramètres du bot à ce moment</translation>
  </message>
  <message>
   <source>There was none.</source>
   <translation>Il n'y en avait pas.</translation>
  </message>
  <message>
   <source>nobody had asked for it</source>
   <translation>personne ne l'avait demandé</translation>
  </message>
  <message>
   <source>Limit</source>
   <translation>Limite</translation>
  </message>
  <message>
   <source>{price} for {contracts}</source>
   <translation>{price} pour {contracts}</translation>
  </message>
  <message>
   <source>Newest update then</source>
   <translation>Dernière mise à jour connue</translation>
  </message>
  <message>
   <source>Would have lived until</source>
   <translation>Aurait vécu jusqu'à</translation>
  </message>
  <message>
   <source>This strategy declares no settings. It needs none typed here; lines of TOML become its dict.</source>
   <translation>Cette stratégie ne déclare aucun paramètre. Aucune saisie n'est nécessaire ici ; des lignes de TOML deviennent son dict.</translation>
  </message>
  <message>
   <source>This strategy does not load, so its settings are shown as they are kept, and checked once it does.</source>
   <translation>Cette stratégie ne se charge pas : ses paramètres sont montrés tels qu'ils sont conservés, et vérifiés dès qu'elle se charge.</translation>
  </message>
  <message>
   <source>live</source>
   <translation>en direct</translation>
  </message>
  <message>
   <source>Changes at once, also while the bot runs</source>
   <translation>Change aussitôt, même quand le bot est en marche</translation>
  </message>
  <message>
   <source>changed</source>
   <translation>modifié</translation>
  </message>
  <message>
   <source>Reset to the default, {value}</source>
   <translation>Rétablir la valeur par défaut, {value}</translation>
  </message>
  <message>
   <source>Reset {setting} to its default</source>
   <translation>Rétablir la valeur par défaut de {setting}</translation>
  </message>
  <message>
   <source>Settings, one a line</source>
   <translation>Paramètres, un par ligne</translation>
  </message>
  <message>
   <source>Default {value}.</source>
   <translation>Par défaut : {value}.</translation>
  </message>
  <message>
   <source>on</source>
   <translation>actif</translation>
  </message>
  <message>
   <source>off</source>
   <translation>inactif</translation>
  </message>
  <message>
   <source>On</source>
   <translation>Actif</translation>
  </message>
  <message>
   <source>This strategy has nothing to set.</source>
   <translation>Cette stratégie n'a rien à régler.</translation>
  </message>
  <message>
   <source>Write one setting a line, name = value: {reason}.</source>
   <translation>Écrivez un paramètre par ligne, nom = valeur : {reason}.</translation>
  </message>
  <message>
   <source>This is needed.</source>
   <translation>Ce champ est nécessaire.</translation>
  </message>
  <message>
   <source>{count} byte</source>
   <translation>{count} octet</translation>
  </message>
  <message>
   <source>{count} bytes</source>
   <translation>{count} octets</translation>
  </message>
  <message>
   <source>{count} strategy file</source>
   <translation>{count} fichier de stratégie</translation>
  </message>
  <message>
   <source>{count} strategy files</source>
   <translation>{count} fichiers de stratégie</translation>
  </message>
  <message>
   <source>{name} holds {files}. Tick what may be loaded; the rest is kept aside and never loaded.</source>
   <translation>{name} contient {files}. Cochez ce qui peut être chargé ; le reste est mis de côté et jamais chargé.</translation>
  </message>
  <message>
   <source>Import a bundle</source>
   <translation>Importer un paquet</translation>
  </message>
  <message>
   <source>Strategy files of the bundle</source>
   <translation>Fichiers de stratégie du paquet</translation>
  </message>
  <message>
   <source>Code of the file</source>
   <translation>Code du fichier</translation>
  </message>
  <message>
   <source>{files} and {bots}</source>
   <translation>{files} et {bots}</translation>
  </message>
  <message>
   <source>{count} to be loaded, {left} kept aside. Bots come with their strategies, and none starts by itself.</source>
   <translation>À charger : {count}, mis de côté : {left}. Les bots viennent avec leurs stratégies, et aucun ne démarre de lui-même.</translation>
  </message>
  <message>
   <source>imports {names}</source>
   <translation>importe {names}</translation>
  </message>
  <message>
   <source>imports nothing</source>
   <translation>n'importe rien</translation>
  </message>
  <message>
   <source>classes {names}</source>
   <translation>classes {names}</translation>
  </message>
  <message>
   <source>no class</source>
   <translation>aucune classe</translation>
  </message>
  <message>
   <source>does not read as Python: {reason}</source>
   <translation>illisible comme code Python : {reason}</translation>
  </message>
  <message>
   <source>you have accepted this very file before</source>
   <translation>vous avez déjà accepté exactement ce fichier</translation>
  </message>
  <message>
   <source>Load {count}</source>
   <translation>Charger {count}</translation>
  </message>
  <message>
   <source>Load none</source>
   <translation>Ne rien charger</translation>
  </message>
  <message>
   <source>{count} bot</source>
   <translation>{count} bot</translation>
  </message>
  <message>
   <source>{count} bots</source>
   <translation>{count} bots</translation>
  </message>
  <message>
   <source>Take {indicator} off the chart</source>
   <translation>Retirer {indicator} du graphique</translation>
  </message>
  <message>
   <source>No indicators yet. Add one: it is drawn over the candles, or in a strip below.</source>
   <translation>Pas encore d'indicateurs. Ajoutez-en un : il est tracé sur les bougies, ou dans une bande dessous.</translation>
  </message>
  <message>
   <source>Add an indicator</source>
   <translation>Ajouter un indicateur</translation>
  </message>
  <message>
   <source>A chart has {count} indicators at most</source>
   <translation>Un graphique a {count} indicateurs au plus</translation>
  </message>
  <message>
   <source>{source}: {message}</source>
   <translation>{source} : {message}</translation>
  </message>
  <message>
   <source>Messages</source>
   <translation>Messages</translation>
  </message>
  <message>
   <source>The message in full</source>
   <translation>Le message en entier</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Copier</translation>
  </message>
  <message>
   <source>Copy the message in full</source>
   <translation>Copier le message en entier</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Fermer</translation>
  </message>
  <message>
   <source>No message so far.</source>
   <translation>Aucun message jusqu'ici.</translation>
  </message>
  <message>
   <source>A name is needed.</source>
   <translation>Un nom est nécessaire.</translation>
  </message>
  <message>
   <source>{least} to {most}</source>
   <translation>{least} à {most}</translation>
  </message>
  <message>
   <source>at least {bound}</source>
   <translation>au moins {bound}</translation>
  </message>
  <message>
   <source>at most {bound}</source>
   <translation>au plus {bound}</translation>
  </message>
  <message>
   <source>A number is needed.</source>
   <translation>Un nombre est nécessaire.</translation>
  </message>
  <message>
   <source>At least {bound}.</source>
   <translation>Au moins {bound}.</translation>
  </message>
  <message>
   <source>At most {bound}.</source>
   <translation>Au plus {bound}.</translation>
  </message>
  <message>
   <source>A whole number is needed.</source>
   <translation>Un nombre entier est nécessaire.</translation>
  </message>
  <message>
   <source>None</source>
   <translation>Aucun</translation>
  </message>
  <message>
   <source>A few: one of each kind</source>
   <translation>Quelques-uns : un de chaque sorte</translation>
  </message>
  <message>
   <source>As many as in the night</source>
   <translation>Autant que pendant la nuit</translation>
  </message>
  <message>
   <source>Scored round {number}, again and again</source>
   <translation>Manche notée {number}, en boucle</translation>
  </message>
  <message>
   <source>The night: test round, then all five, once</source>
   <translation>La nuit : manche de test, puis les cinq, une fois</translation>
  </message>
  <message>
   <source>Test round, again and again</source>
   <translation>Manche de test, en boucle</translation>
  </message>
  <message>
   <source>Browse</source>
   <translation>Parcourir</translation>
  </message>
  <message>
   <source>Choose a file of exchange settings</source>
   <translation>Choisir un fichier de paramètres de la bourse</translation>
  </message>
  <message>
   <source>Settings file</source>
   <translation>Fichier de paramètres</translation>
  </message>
  <message>
   <source>From algotrade-gui exchange settings; what it sets counts above the rest.</source>
   <translation>Produit par algotrade-gui exchange settings ; ce qu'il fixe prime sur le reste.</translation>
  </message>
  <message>
   <source>Own length, {length}, again and again</source>
   <translation>Durée propre, {length}, en boucle</translation>
  </message>
  <message>
   <source>Exchange settings</source>
   <translation>Paramètres de la bourse</translation>
  </message>
  <message>
   <source>Settings ({pattern})</source>
   <translation>Paramètres ({pattern})</translation>
  </message>
  <message>
   <source>Rounds</source>
   <translation>Manches</translation>
  </message>
  <message>
   <source>Those of the competition have its lengths and delays.</source>
   <translation>Celles de la compétition en ont les durées et les délais.</translation>
  </message>
  <message>
   <source>Opponents</source>
   <translation>Adversaires</translation>
  </message>
  <message>
   <source>Rival teams that trade on the exchange as you do.</source>
   <translation>Équipes rivales qui négocient sur la bourse comme vous.</translation>
  </message>
  <message>
   <source>Nothing is recorded yet. Each round is recorded while the window is connected and Record rounds is on in the menu. A recording from elsewhere is opened by Other file…</source>
   <translation>Rien n'est encore enregistré. Chaque manche est enregistrée tant que la fenêtre est connectée et que l'enregistrement des manches est activé dans le menu. Un enregistrement venu d'ailleurs s'ouvre par Autre fichier…</translation>
  </message>
  <message>
   <source>{count} recording</source>
   <translation>{count} enregistrement</translation>
  </message>
  <message>
   <source>{count} recordings</source>
   <translation>{count} enregistrements</translation>
  </message>
  <message>
   <source>Open a recording</source>
   <translation>Ouvrir un enregistrement</translation>
  </message>
  <message>
   <source>Recordings</source>
   <translation>Enregistrements</translation>
  </message>
  <message>
   <source>Enter plays the selected one, Del removes it, O sorts by the column that the keyboard is in.</source>
   <translation>Entrée lit celui qui est sélectionné, Suppr le supprime, O trie selon la colonne où se trouve le clavier.</translation>
  </message>
  <message>
   <source>Looking for recordings…</source>
   <translation>Recherche des enregistrements…</translation>
  </message>
  <message>
   <source>&amp;Other file…</source>
   <translation>&amp;Autre fichier…</translation>
  </message>
  <message>
   <source>Play a recording that lies in another folder</source>
   <translation>Lire un enregistrement qui se trouve dans un autre dossier</translation>
  </message>
  <message>
   <source>&amp;Remove…</source>
   <translation>&amp;Supprimer…</translation>
  </message>
  <message>
   <source>&amp;Show folder</source>
   <translation>Afficher le &amp;dossier</translation>
  </message>
  <message>
   <source>&amp;Play</source>
   <translation>&amp;Lire</translation>
  </message>
  <message>
   <source>Esc</source>
   <translation>Échap</translation>
  </message>
  <message>
   <source>It is being recorded: it can be played once its round has ended.</source>
   <translation>Il est en cours d'enregistrement : il pourra être lu une fois sa manche terminée.</translation>
  </message>
  <message>
   <source>It is being removed.</source>
   <translation>Il est en cours de suppression.</translation>
  </message>
  <message>
   <source>There is nothing on it.</source>
   <translation>Il ne contient rien.</translation>
  </message>
  <message>
   <source>It is being recorded: it can be removed once its round has ended.</source>
   <translation>Il est en cours d'enregistrement : il pourra être supprimé une fois sa manche terminée.</translation>
  </message>
  <message>
   <source>Remove recording</source>
   <translation>Supprimer l'enregistrement</translation>
  </message>
  <message>
   <source>Remove the recording of {when}, {round}?</source>
   <translation>Supprimer l'enregistrement du {when}, {round} ?</translation>
  </message>
  <message>
   <source>The file {file} is deleted for good.</source>
   <translation>Le fichier {file} est effacé définitivement.</translation>
  </message>
  <message>
   <source>Looking at {file}…</source>
   <translation>Examen de {file}…</translation>
  </message>
  <message>
   <source>{count}, {size} MB</source>
   <translation>{count}, {size} Mo</translation>
  </message>
  <message>
   <source>Select a recording first.</source>
   <translation>Sélectionnez d'abord un enregistrement.</translation>
  </message>
  <message>
   <source>There is no recording to play.</source>
   <translation>Il n'y a aucun enregistrement à lire.</translation>
  </message>
  <message>
   <source>There is no recording to remove.</source>
   <translation>Il n'y a aucun enregistrement à supprimer.</translation>
  </message>
  <message>
   <source>Play the selected recording (Enter)</source>
   <translation>Lire l'enregistrement sélectionné (Entrée)</translation>
  </message>
  <message>
   <source>Delete the file of the selected recording (Del)</source>
   <translation>Effacer le fichier de l'enregistrement sélectionné (Suppr)</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>Garder</translation>
  </message>
  <message>
   <source>The folder {folder} is made with the first recording.</source>
   <translation>Le dossier {folder} est créé avec le premier enregistrement.</translation>
  </message>
  <message>
   <source>The folder {folder} cannot be read: {reason}.</source>
   <translation>Le dossier {folder} est illisible : {reason}.</translation>
  </message>
  <message>
   <source>The system has no program for folders. This one is {folder}.</source>
   <translation>Le système n'a pas de programme pour les dossiers. Celui-ci est {folder}.</translation>
  </message>
  <message>
   <source>let them settle</source>
   <translation>les laisser être réglées</translation>
  </message>
  <message>
   <source>sell at the bid</source>
   <translation>vendre au bid</translation>
  </message>
  <message>
   <source>all of the account</source>
   <translation>tous ceux du compte</translation>
  </message>
  <message>
   <source>only this machine's</source>
   <translation>seulement ceux de cette machine</translation>
  </message>
  <message>
   <source>nothing more</source>
   <translation>rien de plus</translation>
  </message>
  <message>
   <source>halt the bot</source>
   <translation>arrêter le bot</translation>
  </message>
  <message>
   <source>halt everyone</source>
   <translation>arrêter tout le monde</translation>
  </message>
  <message>
   <source>Limits</source>
   <translation>Limites</translation>
  </message>
  <message>
   <source>What an order, a position and a loss may be; an empty field is no limit</source>
   <translation>Ce que peuvent être un ordre, une position et une perte ; un champ vide : pas de limite</translation>
  </message>
  <message>
   <source>What a rule does beside refusing the order</source>
   <translation>Ce que fait une règle en plus de refuser l'ordre</translation>
  </message>
  <message>
   <source>What the kill switch does</source>
   <translation>Ce que fait l'arrêt d'urgence</translation>
  </message>
  <message>
   <source>Own orders never meet</source>
   <translation>Pas d'exécution entre ordres propres</translation>
  </message>
  <message>
   <source>Refuse an order that would deal with one of this account.</source>
   <translation>Refuser un ordre qui s'exécuterait contre un autre de ce compte.</translation>
  </message>
  <message>
   <source>This machine's share</source>
   <translation>Part de cette machine</translation>
  </message>
  <message>
   <source>Of the team's cash in use, messages and pending orders; the rest is the teammates'.</source>
   <translation>Des liquidités engagées, des messages et des ordres en attente de l'équipe ; le reste revient aux coéquipiers.</translation>
  </message>
  <message>
   <source>Positions</source>
   <translation>Positions</translation>
  </message>
  <message>
   <source>After all orders are cancelled; what finds no bid settles in any case.</source>
   <translation>Une fois tous les ordres annulés ; ce qui ne trouve pas de bid est réglé de toute façon.</translation>
  </message>
  <message>
   <source>Orders</source>
   <translation>Ordres</translation>
  </message>
  <message>
   <source>A teammate's on the same account as well, or only what this machine placed.</source>
   <translation>Aussi ceux d'un coéquipier sur le même compte, ou seulement ceux que cette machine a passés.</translation>
  </message>
  <message>
   <source>Order size</source>
   <translation>Taille de l'ordre</translation>
  </message>
  <message>
   <source>Order's cost</source>
   <translation>Coût de l'ordre</translation>
  </message>
  <message>
   <source>Position</source>
   <translation>Position</translation>
  </message>
  <message>
   <source>Position in one underlying</source>
   <translation>Position sur un sous-jacent</translation>
  </message>
  <message>
   <source>Capital in use</source>
   <translation>Capital engagé</translation>
  </message>
  <message>
   <source>Price band</source>
   <translation>Bande de prix</translation>
  </message>
  <message>
   <source>Equal orders</source>
   <translation>Ordres identiques</translation>
  </message>
  <message>
   <source>Loss of one bot</source>
   <translation>Perte d'un bot</translation>
  </message>
  <message>
   <source>Loss of all together</source>
   <translation>Perte de l'ensemble</translation>
  </message>
  <message>
   <source>This machine's share of the cash</source>
   <translation>Part de cette machine dans les liquidités</translation>
  </message>
  <message>
   <source>This machine's share of pending orders</source>
   <translation>Part de cette machine dans les ordres en attente</translation>
  </message>
  <message>
   <source>In one order. Empty: no limit.</source>
   <translation>Dans un ordre. Vide : pas de limite.</translation>
  </message>
  <message>
   <source>contracts</source>
   <translation>contrats</translation>
  </message>
  <message>
   <source>Price times quantity.</source>
   <translation>Prix fois quantité.</translation>
  </message>
  <message>
   <source>Held and being bought in one instrument.</source>
   <translation>Détenu et en cours d'achat sur un instrument.</translation>
  </message>
  <message>
   <source>Held and being bought in all instruments on it.</source>
   <translation>Détenu et en cours d'achat sur tous ses instruments.</translation>
  </message>
  <message>
   <source>What the holdings of one bot cost and its open buys reserve. Empty: no limit.</source>
   <translation>Ce que coûtent les positions d'un bot et ce que réservent ses achats ouverts. Vide : pas de limite.</translation>
  </message>
  <message>
   <source>How far an order may be on the worse side of theo, in percent of the underlying's price.</source>
   <translation>Jusqu'où un ordre peut aller du mauvais côté du théo, en pour cent du prix du sous-jacent.</translation>
  </message>
  <message>
   <source>Same instrument, side, price and quantity.</source>
   <translation>Mêmes instrument, sens, prix et quantité.</translation>
  </message>
  <message>
   <source>/s</source>
   <translation>/s</translation>
  </message>
  <message>
   <source>In a round; watched once a second as well. Empty: no limit.</source>
   <translation>Sur une manche ; surveillée aussi chaque seconde. Vide : pas de limite.</translation>
  </message>
  <message>
   <source>Everyone on this machine, in a round. Empty: no limit.</source>
   <translation>Tous sur cette machine, sur une manche. Vide : pas de limite.</translation>
  </message>
  <message>
   <source>never</source>
   <translation>jamais</translation>
  </message>
  <message>
   <source>when it has failed</source>
   <translation>en cas d'échec</translation>
  </message>
  <message>
   <source>wait</source>
   <translation>attendre</translation>
  </message>
  <message>
   <source>be refused</source>
   <translation>être refusés</translation>
  </message>
  <message>
   <source>How it is run</source>
   <translation>Fonctionnement</translation>
  </message>
  <message>
   <source>Reloading, restarts after a failure, its share of the team's messages</source>
   <translation>Rechargement, redémarrages après un échec, part des messages de l'équipe</translation>
  </message>
  <message>
   <source>Reload by itself</source>
   <translation>Recharger automatiquement</translation>
  </message>
  <message>
   <source>A saved strategy file is loaded at once: positions and settings stay, working orders are cancelled.</source>
   <translation>Un fichier de stratégie enregistré est chargé aussitôt : positions et paramètres restent, les ordres en carnet sont annulés.</translation>
  </message>
  <message>
   <source>Start again</source>
   <translation>Redémarrer</translation>
  </message>
  <message>
   <source>After the last try has failed the bot is quarantined until you start it.</source>
   <translation>Après l'échec du dernier essai, le bot est en quarantaine jusqu'à ce que vous le démarriez.</translation>
  </message>
  <message>
   <source>Tries</source>
   <translation>Essais</translation>
  </message>
  <message>
   <source>In a row.</source>
   <translation>De suite.</translation>
  </message>
  <message>
   <source>First wait</source>
   <translation>Première attente</translation>
  </message>
  <message>
   <source>Each next one is twice as long.</source>
   <translation>Chacune des suivantes dure deux fois plus longtemps.</translation>
  </message>
  <message>
   <source>Longest wait</source>
   <translation>Attente maximale</translation>
  </message>
  <message>
   <source>Well after</source>
   <translation>Rétabli après</translation>
  </message>
  <message>
   <source>Having run so long, it has all its tries again.</source>
   <translation>Après cette durée de marche, il retrouve tous ses essais.</translation>
  </message>
  <message>
   <source>Orders beyond its share</source>
   <translation>Ordres au-delà de sa part</translation>
  </message>
  <message>
   <source>Wait for their turn, or fail at once.</source>
   <translation>Attendre leur tour, ou échouer aussitôt.</translation>
  </message>
  <message>
   <source>Messages per second</source>
   <translation>Messages par seconde</translation>
  </message>
  <message>
   <source>Its share of the team's 285; empty: no limit of its own. Cancels always pass.</source>
   <translation>Sa part des 285 de l'équipe ; vide : pas de limite propre. Les annulations passent toujours.</translation>
  </message>
  <message>
   <source>Keyboard shortcuts</source>
   <translation>Raccourcis clavier</translation>
  </message>
  <message>
   <source>Filter by action or key…</source>
   <translation>Filtrer par action ou touche…</translation>
  </message>
  <message>
   <source>Filter the actions</source>
   <translation>Filtrer les actions</translation>
  </message>
  <message>
   <source>Actions with their keys</source>
   <translation>Actions avec leurs touches</translation>
  </message>
  <message>
   <source>Keys of the chosen action</source>
   <translation>Touches de l'action choisie</translation>
  </message>
  <message>
   <source>Shipped keys</source>
   <translation>Touches d'origine</translation>
  </message>
  <message>
   <source>Reset all</source>
   <translation>Tout rétablir</translation>
  </message>
  <message>
   <source>Keys: click here and press them</source>
   <translation>Touches : cliquer ici et les presser</translation>
  </message>
  <message>
   <source>Action</source>
   <translation>Action</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>Touches</translation>
  </message>
  <message>
   <source>Panel</source>
   <translation>Panneau</translation>
  </message>
  <message>
   <source>{keys} would do two things: {one}, {other}. Give one of them other keys.</source>
   <translation>{keys} ferait deux choses : {one}, {other}. Donnez d'autres touches à l'une d'elles.</translation>
  </message>
  <message>
   <source>Owner</source>
   <translation>Propriétaire</translation>
  </message>
  <message>
   <source>Side</source>
   <translation>Sens</translation>
  </message>
  <message>
   <source>Left</source>
   <translation>Reste</translation>
  </message>
  <message>
   <source>Instrument</source>
   <translation>Instrument</translation>
  </message>
  <message>
   <source>Price</source>
   <translation>Prix</translation>
  </message>
  <message>
   <source>Was</source>
   <translation>Avant</translation>
  </message>
  <message>
   <source>Is now</source>
   <translation>Maintenant</translation>
  </message>
  <message>
   <source>Contracts</source>
   <translation>Contrats</translation>
  </message>
  <message>
   <source>What was open</source>
   <translation>Ce qui était ouvert</translation>
  </message>
  <message>
   <source>Orders that were working</source>
   <translation>Ordres qui étaient en carnet</translation>
  </message>
  <message>
   <source>Positions then</source>
   <translation>Positions à ce moment</translation>
  </message>
  <message>
   <source>They were taken over by their owners, the round's P&amp;L with them.</source>
   <translation>Elles ont été reprises par leurs propriétaires, avec le P&amp;L de la manche.</translation>
  </message>
  <message>
   <source>They were closed with the round.</source>
   <translation>Elles ont été closes avec la manche.</translation>
  </message>
  <message>
   <source>Positions then, with cash {cash}. {then}</source>
   <translation>Positions à ce moment, liquidités : {cash}. {then}</translation>
  </message>
  <message>
   <source>Float {panel}, or dock it again</source>
   <translation>Détacher {panel}, ou l'ancrer de nouveau</translation>
  </message>
  <message>
   <source>Hide {panel}; the Panels menu brings it back</source>
   <translation>Masquer {panel} ; le menu Panneaux le fait revenir</translation>
  </message>
  <message>
   <source>Middle click: hide. Right click: float or hide.</source>
   <translation>Clic du milieu : masquer. Clic droit : détacher ou masquer.</translation>
  </message>
  <message>
   <source>Hide {panel}</source>
   <translation>Masquer {panel}</translation>
  </message>
  <message>
   <source>Float {panel}</source>
   <translation>Détacher {panel}</translation>
  </message>
  <message>
   <source>Bots</source>
   <translation>Bots</translation>
  </message>
  <message>
   <source>No bots yet. Add one with Ctrl+N.</source>
   <translation>Pas encore de bots. Ajoutez-en un avec Ctrl+N.</translation>
  </message>
  <message>
   <source>the strategies folder</source>
   <translation>le dossier des stratégies</translation>
  </message>
  <message>
   <source>The system has no editor for {path}.</source>
   <translation>Le système n'a pas d'éditeur pour {path}.</translation>
  </message>
  <message>
   <source>Options show here when the round starts.</source>
   <translation>Les options s'affichent ici quand la manche commence.</translation>
  </message>
  <message>
   <source>Fill the ticket with this option</source>
   <translation>Remplir le ticket d'ordre avec cette option</translation>
  </message>
  <message>
   <source>Chart of this option</source>
   <translation>Graphique de cette option</translation>
  </message>
  <message>
   <source>Ladder of this option</source>
   <translation>Carnet échelle de cette option</translation>
  </message>
  <message>
   <source>Pin or let roll the expiry</source>
   <translation>Épingler l'échéance ou la laisser rouler</translation>
  </message>
  <message>
   <source>Show or hide later expiries</source>
   <translation>Afficher ou masquer les échéances plus lointaines</translation>
  </message>
  <message>
   <source>Choose the chain's columns</source>
   <translation>Choisir les colonnes de la chaîne d'options</translation>
  </message>
  <message>
   <source>The pinned expiry has ended. Press P, or the pin, to go on with the nearest one.</source>
   <translation>L'échéance épinglée est passée. Appuyez sur P, ou sur l'épingle, pour continuer avec la plus proche.</translation>
  </message>
  <message>
   <source>No such expiry is listed now. Choose a nearer one.</source>
   <translation>Aucune échéance de ce rang n'est listée en ce moment. Choisissez-en une plus proche.</translation>
  </message>
  <message>
   <source>Not connected. Options show once the exchange is reached and the round runs.</source>
   <translation>Non connecté. Les options s'affichent une fois la bourse jointe et la manche en cours.</translation>
  </message>
  <message>
   <source>Quantity at the bid</source>
   <translation>Quantité au bid</translation>
  </message>
  <message>
   <source>Quantity at the ask</source>
   <translation>Quantité à l'ask</translation>
  </message>
  <message>
   <source>As at first</source>
   <translation>Comme à l'origine</translation>
  </message>
  <message>
   <source>From the option chain</source>
   <translation>De la chaîne d'options</translation>
  </message>
  <message>
   <source>Buy {contract}</source>
   <translation>Acheter {contract}</translation>
  </message>
  <message>
   <source>Sell {contract}</source>
   <translation>Vendre {contract}</translation>
  </message>
  <message>
   <source>Chart of {contract}</source>
   <translation>Graphique de {contract}</translation>
  </message>
  <message>
   <source>Ladder of {contract}</source>
   <translation>Carnet échelle de {contract}</translation>
  </message>
  <message>
   <source>Candles appear when the round starts.</source>
   <translation>Les bougies apparaissent quand la manche commence.</translation>
  </message>
  <message>
   <source>No contract plays this role now. Choose another expiry or strike.</source>
   <translation>Aucun contrat ne joue ce rôle en ce moment. Choisissez une autre échéance ou un autre prix d'exercice.</translation>
  </message>
  <message>
   <source>Not connected. Candles appear once the exchange is reached and the round runs.</source>
   <translation>Non connecté. Les bougies apparaissent une fois la bourse jointe et la manche en cours.</translation>
  </message>
  <message>
   <source>No trade yet. The bid and the ask are marked at the right.</source>
   <translation>Pas encore d'échange. Le bid et l'ask sont marqués à droite.</translation>
  </message>
  <message>
   <source>The first candle comes within a second.</source>
   <translation>La première bougie arrive dans la seconde.</translation>
  </message>
  <message>
   <source>Nothing has happened yet. Fills, settlements and what bots do appear here.</source>
   <translation>Rien ne s'est encore passé. Exécutions, règlements et actions des bots apparaissent ici.</translation>
  </message>
  <message>
   <source>No event passes the filter. Clear it, or show more.</source>
   <translation>Aucun événement ne passe le filtre. Effacez-le, ou affichez-en plus.</translation>
  </message>
  <message>
   <source>Events</source>
   <translation>Événements</translation>
  </message>
  <message>
   <source>Each change of an order</source>
   <translation>Chaque changement d'un ordre</translation>
  </message>
  <message>
   <source>What happened</source>
   <translation>Ce qui s'est passé</translation>
  </message>
  <message>
   <source>Warnings</source>
   <translation>Avertissements</translation>
  </message>
  <message>
   <source>Errors</source>
   <translation>Erreurs</translation>
  </message>
  <message>
   <source>How much is shown</source>
   <translation>Étendue de l'affichage</translation>
  </message>
  <message>
   <source>Filter by text</source>
   <translation>Filtrer par texte</translation>
  </message>
  <message>
   <source>Filter the events</source>
   <translation>Filtrer les événements</translation>
  </message>
  <message>
   <source>Show the instrument in the chart, or select the bot</source>
   <translation>Afficher l'instrument dans le graphique, ou sélectionner le bot</translation>
  </message>
  <message>
   <source>Clear the events</source>
   <translation>Effacer les événements</translation>
  </message>
  <message>
   <source>The journal keeps them</source>
   <translation>Le journal les conserve</translation>
  </message>
  <message>
   <source>Topic</source>
   <translation>Sujet</translation>
  </message>
  <message>
   <source>Show one topic</source>
   <translation>Afficher un seul sujet</translation>
  </message>
  <message>
   <source>All topics</source>
   <translation>Tous les sujets</translation>
  </message>
  <message>
   <source>Nothing is held. What a bot or you buy shows here with its delta and its Greeks.</source>
   <translation>Rien n'est détenu. Ce que vous ou un bot achetez s'affiche ici avec son delta et ses grecques.</translation>
  </message>
  <message>
   <source>Exposure</source>
   <translation>Exposition</translation>
  </message>
  <message>
   <source>Exposure by underlying and by owner</source>
   <translation>Exposition par sous-jacent et par propriétaire</translation>
  </message>
  <message>
   <source>Show the row's chart or book</source>
   <translation>Afficher le graphique ou le carnet de la ligne</translation>
  </message>
  <message>
   <source>No fills in this round yet. They show here as soon as an order deals.</source>
   <translation>Pas encore d'exécutions dans cette manche. Elles s'affichent ici dès qu'un ordre est exécuté.</translation>
  </message>
  <message>
   <source>Fills</source>
   <translation>Exécutions</translation>
  </message>
  <message>
   <source>{count} fill</source>
   <translation>{count} exécution</translation>
  </message>
  <message>
   <source>{count} fills</source>
   <translation>{count} exécutions</translation>
  </message>
  <message>
   <source>Explain</source>
   <translation>Expliquer</translation>
  </message>
  <message>
   <source>{fills}, the newest {count} listed</source>
   <translation>{fills}, les {count} plus récentes affichées</translation>
  </message>
  <message>
   <source>Filter: maker card bought</source>
   <translation>Filtre : maker card acheté</translation>
  </message>
  <message>
   <source>Show what was known when the order was placed</source>
   <translation>Afficher ce qui était connu quand l'ordre a été passé</translation>
  </message>
  <message>
   <source>Nobody is connected yet. Bots and the window itself appear here with their lines to the exchange.</source>
   <translation>Personne n'est encore connecté. Les bots et la fenêtre elle-même apparaissent ici avec leurs lignes vers la bourse.</translation>
  </message>
  <message>
   <source>disconnected</source>
   <translation>déconnecté</translation>
  </message>
  <message>
   <source>silent</source>
   <translation>muet</translation>
  </message>
  <message>
   <source>Health</source>
   <translation>Santé</translation>
  </message>
  <message>
   <source>Connections</source>
   <translation>Connexions</translation>
  </message>
  <message>
   <source>Pending</source>
   <translation>En attente</translation>
  </message>
  <message>
   <source>feed</source>
   <translation>flux</translation>
  </message>
  <message>
   <source>order connection</source>
   <translation>connexion des ordres</translation>
  </message>
  <message>
   <source>age</source>
   <translation>âge</translation>
  </message>
  <message>
   <source>reconnects</source>
   <translation>reconnexions</translation>
  </message>
  <message>
   <source>unreadable</source>
   <translation>illisibles</translation>
  </message>
  <message>
   <source>longest stall</source>
   <translation>plus long blocage</translation>
  </message>
  <message>
   <source>Lines to the exchange</source>
   <translation>Lignes vers la bourse</translation>
  </message>
  <message>
   <source>Sent within the last second; the exchange closes the connection of a team that sends more than 300</source>
   <translation>Envoyés dans la dernière seconde ; la bourse ferme la connexion d'une équipe qui en envoie plus de 300</translation>
  </message>
  <message>
   <source>Of this program: the feed's, the orders', the emergency's. The team has ten, on all its machines together</source>
   <translation>De ce programme : celles du flux, des ordres, de l'urgence. L'équipe en a dix, toutes ses machines ensemble</translation>
  </message>
  <message>
   <source>Orders of this program that may be working at the exchange; a team may have 600</source>
   <translation>Ordres de ce programme qui sont peut-être en carnet à la bourse ; une équipe peut en avoir 600</translation>
  </message>
  <message>
   <source>Where the market data comes from</source>
   <translation>D'où viennent les données de marché</translation>
  </message>
  <message>
   <source>Market updates a second; the exchange sends ten</source>
   <translation>Mises à jour du marché par seconde ; la bourse en envoie dix</translation>
  </message>
  <message>
   <source>Of the newest update</source>
   <translation>De la dernière mise à jour</translation>
  </message>
  <message>
   <source>Of the market-data connection</source>
   <translation>De la connexion aux données de marché</translation>
  </message>
  <message>
   <source>Frames, or parts of them, that were left out</source>
   <translation>Trames, ou parties de trames, laissées de côté</translation>
  </message>
  <message>
   <source>The longest that the program kept everything waiting since its start; the table names the bots</source>
   <translation>La plus longue durée où le programme a tout fait attendre depuis son démarrage ; le tableau nomme les bots</translation>
  </message>
  <message>
   <source>+{count} wait</source>
   <translation>+{count} att.</translation>
  </message>
  <message>
   <source>What an order would do:</source>
   <translation>Ce que ferait un ordre :</translation>
  </message>
  <message>
   <source>Last order:</source>
   <translation>Dernier ordre :</translation>
  </message>
  <message>
   <source>Centre the ladder on theo and follow it</source>
   <translation>Centrer le carnet échelle sur le théo et le suivre</translation>
  </message>
  <message>
   <source>Pin the ladder to this contract, or let it roll</source>
   <translation>Épingler le carnet échelle à ce contrat, ou le laisser rouler</translation>
  </message>
  <message>
   <source>Prices appear when the round starts.</source>
   <translation>Les prix apparaissent quand la manche commence.</translation>
  </message>
  <message>
   <source>This contract is not known in this round.
Choose another above.</source>
   <translation>Ce contrat n'est pas connu dans cette manche.
Choisissez-en un autre ci-dessus.</translation>
  </message>
  <message>
   <source>This contract has ended.
Its settlement is awaited.</source>
   <translation>Ce contrat est terminé.
Son règlement est attendu.</translation>
  </message>
  <message>
   <source>No price yet.</source>
   <translation>Pas encore de prix.</translation>
  </message>
  <message>
   <source>No contract plays this role now. Choose another expiry or strike above.</source>
   <translation>Aucun contrat ne joue ce rôle en ce moment. Choisissez une autre échéance ou un autre prix d'exercice ci-dessus.</translation>
  </message>
  <message>
   <source>Not connected. Prices appear once the exchange is reached and the round runs.</source>
   <translation>Non connecté. Les prix apparaissent une fois la bourse jointe et la manche en cours.</translation>
  </message>
  <message>
   <source>This contract has ended and paid {amount}.</source>
   <translation>Ce contrat est terminé et a payé {amount}.</translation>
  </message>
  <message>
   <source>{contract}, pinned</source>
   <translation>{contract}, épinglé</translation>
  </message>
  <message>
   <source>theo {price}</source>
   <translation>théo {price}</translation>
  </message>
  <message>
   <source>Nothing to show at this level.</source>
   <translation>Rien à afficher à ce niveau.</translation>
  </message>
  <message>
   <source>No line passes the filter. Clear it, or show all levels.</source>
   <translation>Aucune ligne ne passe le filtre. Effacez-le, ou affichez tous les niveaux.</translation>
  </message>
  <message>
   <source>Info</source>
   <translation>Info</translation>
  </message>
  <message>
   <source>Log lines</source>
   <translation>Lignes du log</translation>
  </message>
  <message>
   <source>Show lines of this level and above</source>
   <translation>Afficher les lignes de ce niveau et au-dessus</translation>
  </message>
  <message>
   <source>Filter by source or text</source>
   <translation>Filtrer par source ou texte</translation>
  </message>
  <message>
   <source>Filter the log</source>
   <translation>Filtrer le log</translation>
  </message>
  <message>
   <source>Open the line of the strategy that is named, or select the bot that spoke</source>
   <translation>Ouvrir la ligne de la stratégie nommée, ou sélectionner le bot qui a parlé</translation>
  </message>
  <message>
   <source>Clear the log</source>
   <translation>Vider le log</translation>
  </message>
  <message>
   <source>Clear what is shown; the log file keeps it</source>
   <translation>Vider ce qui est affiché ; le fichier journal le conserve</translation>
  </message>
  <message>
   <source>warning</source>
   <translation>avert.</translation>
  </message>
  <message>
   <source>Connected. Instruments appear when the round starts.</source>
   <translation>Connecté. Les instruments apparaissent au début de la manche.</translation>
  </message>
  <message>
   <source>Chart of the row</source>
   <translation>Graphique de la ligne</translation>
  </message>
  <message>
   <source>Chart of this contract only</source>
   <translation>Graphique de ce contrat seulement</translation>
  </message>
  <message>
   <source>Ladder of the row</source>
   <translation>Carnet échelle de la ligne</translation>
  </message>
  <message>
   <source>Ladder of this contract only</source>
   <translation>Carnet échelle de ce contrat seulement</translation>
  </message>
  <message>
   <source>Fill the ticket to buy the row</source>
   <translation>Remplir le ticket pour acheter la ligne</translation>
  </message>
  <message>
   <source>Fill the ticket to sell the row</source>
   <translation>Remplir le ticket pour vendre la ligne</translation>
  </message>
  <message>
   <source>Make the row's role a favourite, or drop it</source>
   <translation>Mettre le rôle de la ligne en favori, ou l'en retirer</translation>
  </message>
  <message>
   <source>Show the favourites only</source>
   <translation>Afficher seulement les favoris</translation>
  </message>
  <message>
   <source>One list instead of a tree</source>
   <translation>Une seule liste au lieu d'un arbre</translation>
  </message>
  <message>
   <source>Unfold all</source>
   <translation>Tout déplier</translation>
  </message>
  <message>
   <source>Fold all</source>
   <translation>Tout replier</translation>
  </message>
  <message>
   <source>Filter the market watch</source>
   <translation>Filtrer le marché</translation>
  </message>
  <message>
   <source>No favourites yet.
Show all with the star above, then press F on a row.</source>
   <translation>Pas encore de favoris.
Affichez tout avec l'étoile ci-dessus, puis appuyez sur F sur une ligne.</translation>
  </message>
  <message>
   <source>No instrument matches the filter.
Press Escape in the filter box to clear it.</source>
   <translation>Aucun instrument ne correspond au filtre.
Appuyez sur Échap dans le champ du filtre pour l'effacer.</translation>
  </message>
  <message>
   <source>Not connected. Connect to an exchange to see its instruments.</source>
   <translation>Non connecté. Connectez-vous à une bourse pour voir ses instruments.</translation>
  </message>
  <message>
   <source>Connecting to the exchange.</source>
   <translation>Connexion à la bourse.</translation>
  </message>
  <message>
   <source>Chart of {what} only</source>
   <translation>Graphique de {what} seulement</translation>
  </message>
  <message>
   <source>Ladder of {what}</source>
   <translation>Carnet échelle de {what}</translation>
  </message>
  <message>
   <source>Ladder of {what} only</source>
   <translation>Carnet échelle de {what} seulement</translation>
  </message>
  <message>
   <source>Drop from the favourites</source>
   <translation>Retirer des favoris</translation>
  </message>
  <message>
   <source>Add to the favourites</source>
   <translation>Ajouter aux favoris</translation>
  </message>
  <message>
   <source>Chart of {what}</source>
   <translation>Graphique de {what}</translation>
  </message>
  <message>
   <source>Ticket: buy</source>
   <translation>Ticket : acheter</translation>
  </message>
  <message>
   <source>Ticket: sell</source>
   <translation>Ticket : vendre</translation>
  </message>
  <message>
   <source>From the market watch</source>
   <translation>Depuis le marché</translation>
  </message>
  <message>
   <source>Mispricings show here when the round starts.</source>
   <translation>Les écarts de prix s'affichent ici au début de la manche.</translation>
  </message>
  <message>
   <source>Mispricings, best first</source>
   <translation>Écarts de prix, les meilleurs d'abord</translation>
  </message>
  <message>
   <source>Heat map of edges by expiry and strike</source>
   <translation>Carte thermique des avantages par échéance et prix d'exercice</translation>
  </message>
  <message>
   <source>Arrow keys move, Enter fills the ticket</source>
   <translation>Les flèches déplacent, Entrée remplit le ticket</translation>
  </message>
  <message>
   <source>Fill the ticket with the selected mispricing</source>
   <translation>Remplir le ticket avec l'écart de prix sélectionné</translation>
  </message>
  <message>
   <source>Chart of the selected mispricing's first contract</source>
   <translation>Graphique du premier contrat de l'écart de prix sélectionné</translation>
  </message>
  <message>
   <source>Hide or show what needs inventory</source>
   <translation>Masquer ou afficher ce qui exige un inventaire</translation>
  </message>
  <message>
   <source>Go to the heat map</source>
   <translation>Aller à la carte thermique</translation>
  </message>
  <message>
   <source>Nothing passes the filters now. Lower the least edge or show all kinds.</source>
   <translation>Rien ne passe les filtres à présent. Abaissez l'avantage minimal ou affichez tous les types.</translation>
  </message>
  <message>
   <source>No price contradicts another now. What turns up shows here at once.</source>
   <translation>Aucun prix n'en contredit un autre à présent. Ce qui se présente s'affiche aussitôt ici.</translation>
  </message>
  <message>
   <source>Not connected. Mispricings show once the exchange is reached and the round runs.</source>
   <translation>Non connecté. Les écarts de prix s'affichent dès que la bourse est jointe et que la manche est en cours.</translation>
  </message>
  <message>
   <source>Option chain of this expiry</source>
   <translation>Chaîne d'options de cette échéance</translation>
  </message>
  <message>
   <source>{underlying} · {seconds} s · strike {strike}: nothing</source>
   <translation>{underlying} · {seconds} s · prix d'exercice {strike} : rien</translation>
  </message>
  <message>
   <source>Fill the ticket</source>
   <translation>Remplir le ticket</translation>
  </message>
  <message>
   <source>No working orders. The orders of a bot that trades show here, and those of the ticket.</source>
   <translation>Aucun ordre en carnet. Les ordres d'un bot qui négocie s'affichent ici, ainsi que ceux du ticket.</translation>
  </message>
  <message>
   <source>{count} working</source>
   <translation>{count} en carnet</translation>
  </message>
  <message>
   <source>Cancelling {count} order.</source>
   <translation>Annulation de {count} ordre.</translation>
  </message>
  <message>
   <source>Cancelling {count} orders.</source>
   <translation>Annulation de {count} ordres.</translation>
  </message>
  <message>
   <source>{count} of {wanted} cancelled: {reason}.</source>
   <translation>{count} sur {wanted} annulés : {reason}.</translation>
  </message>
  <message>
   <source>{count} order cancelled.</source>
   <translation>{count} ordre annulé.</translation>
  </message>
  <message>
   <source>{count} orders cancelled.</source>
   <translation>{count} ordres annulés.</translation>
  </message>
  <message>
   <source>Which orders</source>
   <translation>Quels ordres</translation>
  </message>
  <message>
   <source>Working orders with those that have just ended, or all of this round</source>
   <translation>Ordres en carnet avec ceux qui viennent de se terminer, ou tous ceux de cette manche</translation>
  </message>
  <message>
   <source>Working</source>
   <translation>En carnet</translation>
  </message>
  <message>
   <source>This round</source>
   <translation>Cette manche</translation>
  </message>
  <message>
   <source>Cancel all</source>
   <translation>Tout annuler</translation>
  </message>
  <message>
   <source>Cancel all of this bot</source>
   <translation>Tout annuler pour ce bot</translation>
  </message>
  <message>
   <source>By bot</source>
   <translation>Par bot</translation>
  </message>
  <message>
   <source>Cancel all working orders of one bot</source>
   <translation>Annuler tous les ordres en carnet d'un bot</translation>
  </message>
  <message>
   <source>{working}; the newest {count} that ended</source>
   <translation>{working} ; les {count} derniers terminés</translation>
  </message>
  <message>
   <source>{owner}: {count} working</source>
   <translation>{owner} : {count} en carnet</translation>
  </message>
  <message>
   <source>Filter: maker card buy</source>
   <translation>Filtre : maker card achat</translation>
  </message>
  <message>
   <source>Cancel the selected orders</source>
   <translation>Annuler les ordres sélectionnés</translation>
  </message>
  <message>
   <source>Cancel every working order of this machine</source>
   <translation>Annuler chaque ordre en carnet de cette machine</translation>
  </message>
  <message>
   <source>Cancel every working order of the bot whose order is selected</source>
   <translation>Annuler chaque ordre en carnet du bot dont l'ordre est sélectionné</translation>
  </message>
  <message>
   <source>{working}, {count} ended</source>
   <translation>{working}, {count} terminés</translation>
  </message>
  <message>
   <source>Cancelling all.</source>
   <translation>Annulation de tous les ordres.</translation>
  </message>
  <message>
   <source>Not all cancelled: {reason}.</source>
   <translation>Tous n'ont pas été annulés : {reason}.</translation>
  </message>
  <message>
   <source>Cancelling all did not work: {reason}.</source>
   <translation>L'annulation de tous les ordres n'a pas abouti : {reason}.</translation>
  </message>
  <message>
   <source>no reason given</source>
   <translation>aucune raison donnée</translation>
  </message>
  <message>
   <source>Nothing was traded in this round yet. Start a bot in Bots: its line begins with its first fill.</source>
   <translation>Rien n'a encore été négocié dans cette manche. Démarrez un bot dans Bots : sa ligne commence à sa première exécution.</translation>
  </message>
  <message>
   <source>Preparing the plot.</source>
   <translation>Préparation du tracé.</translation>
  </message>
  <message>
   <source>The plot could not be loaded; the figures at the right hold. The log says why.</source>
   <translation>Le tracé n'a pas pu être chargé ; les chiffres de droite restent valables. Le log dit pourquoi.</translation>
  </message>
  <message>
   <source>Whole round</source>
   <translation>Manche entière</translation>
  </message>
  <message>
   <source>Whole round in view (Home; double click)</source>
   <translation>Manche entière en vue (Home ; double clic)</translation>
  </message>
  <message>
   <source>Drawdowns below the lines</source>
   <translation>Replis (drawdowns) sous les lignes</translation>
  </message>
  <message>
   <source>Nothing is held. What is bought shows here until it is sold or settles.</source>
   <translation>Rien n'est détenu. Ce qui est acheté s'affiche ici jusqu'à sa vente ou son règlement.</translation>
  </message>
  <message>
   <source>{instrument}: {what}</source>
   <translation>{instrument} : {what}</translation>
  </message>
  <message>
   <source>Whose holdings</source>
   <translation>Positions de qui</translation>
  </message>
  <message>
   <source>A line per bot and instrument, or per instrument of the whole account</source>
   <translation>Une ligne par bot et instrument, ou par instrument de tout le compte</translation>
  </message>
  <message>
   <source>Account</source>
   <translation>Compte</translation>
  </message>
  <message>
   <source>Close at the bid</source>
   <translation>Clôturer au bid</translation>
  </message>
  <message>
   <source>Let settle</source>
   <translation>Laisser régler</translation>
  </message>
  <message>
   <source>Sell by ticket</source>
   <translation>Vendre par ticket</translation>
  </message>
  <message>
   <source>The whole account, whatever the filter hides; realised with all that was closed before</source>
   <translation>Le compte entier, quoi que masque le filtre ; le réalisé comprend tout ce qui a été clôturé avant</translation>
  </message>
  <message>
   <source>Selling {count} holding.</source>
   <translation>Vente de {count} position.</translation>
  </message>
  <message>
   <source>Selling {count} holdings.</source>
   <translation>Vente de {count} positions.</translation>
  </message>
  <message>
   <source>Filter: maker card call</source>
   <translation>Filtre : maker card call</translation>
  </message>
  <message>
   <source>Sell the selected holdings at the best bid, as many contracts as it takes</source>
   <translation>Vendre les positions sélectionnées au meilleur bid, autant de contrats qu'il en prend</translation>
  </message>
  <message>
   <source>Mark the selected holdings as left to pay at their expiry; nothing is sent</source>
   <translation>Marquer les positions sélectionnées comme laissées jusqu'au paiement à leur échéance ; rien n'est envoyé</translation>
  </message>
  <message>
   <source>Open the ticket with a sale of the selected holdings</source>
   <translation>Ouvrir le ticket avec une vente des positions sélectionnées</translation>
  </message>
  <message>
   <source>realised {realised}</source>
   <translation>réalisé {realised}</translation>
  </message>
  <message>
   <source>{locks} locked</source>
   <translation>{locks} immobilisés</translation>
  </message>
  <message>
   <source>The mark is taken away.</source>
   <translation>Le marquage est retiré.</translation>
  </message>
  <message>
   <source>Nothing is sent: from {time} on each contract pays what it is worth then, and frees its cash.</source>
   <translation>Rien n'est envoyé : à partir de {time}, chaque contrat paie ce qu'il vaut alors et libère ses liquidités.</translation>
  </message>
  <message>
   <source>Nothing that is held expires. What a bot or you buy shows here until it settles.</source>
   <translation>Rien de ce qui est détenu n'arrive à échéance. Ce qu'un bot ou vous achetez s'affiche ici jusqu'à son règlement.</translation>
  </message>
  <message>
   <source>Choose a block to see its contracts.</source>
   <translation>Choisissez un bloc pour voir ses contrats.</translation>
  </message>
  <message>
   <source>Settlement rail</source>
   <translation>Rail des règlements</translation>
  </message>
  <message>
   <source>locked</source>
   <translation>immobilisé</translation>
  </message>
  <message>
   <source>if settled now</source>
   <translation>au règlement</translation>
  </message>
  <message>
   <source>Too much in one place</source>
   <translation>Trop au même endroit</translation>
  </message>
  <message>
   <source>Contracts of the selected settlement</source>
   <translation>Contrats du règlement sélectionné</translation>
  </message>
  <message>
   <source>Held of {underlying} to {seconds} s</source>
   <translation>Détenu sur {underlying} jusqu'à {seconds} s</translation>
  </message>
  <message>
   <source>What all that expires has cost, in dollars</source>
   <translation>Ce qu'a coûté tout ce qui arrive à échéance, en dollars</translation>
  </message>
  <message>
   <source>P&amp;L at settlement if all prices stay as they are</source>
   <translation>P&amp;L au règlement si tous les prix restent tels quels</translation>
  </message>
  <message>
   <source>Sell what is held of it</source>
   <translation>Vendre ce qui en est détenu</translation>
  </message>
  <message>
   <source>Show the positions</source>
   <translation>Afficher les positions</translation>
  </message>
  <message>
   <source>Show the chart</source>
   <translation>Afficher le graphique</translation>
  </message>
  <message>
   <source>Fill the ticket with sales of the selected block's contracts</source>
   <translation>Remplir le ticket avec des ventes des contrats du bloc sélectionné</translation>
  </message>
  <message>
   <source>Nearest</source>
   <translation>Proche</translation>
  </message>
  <message>
   <source>+1</source>
   <translation>+1</translation>
  </message>
  <message>
   <source>+2</source>
   <translation>+2</translation>
  </message>
  <message>
   <source>+3</source>
   <translation>+3</translation>
  </message>
  <message>
   <source>Smiles show here when the round starts.</source>
   <translation>Les smiles s'affichent ici au début de la manche.</translation>
  </message>
  <message>
   <source>Arrow keys walk over the points, Enter shows the option chain</source>
   <translation>Les flèches parcourent les points, Entrée affiche la chaîne d'options</translation>
  </message>
  <message>
   <source>Show or hide this expiry's curve ({key})</source>
   <translation>Afficher ou masquer la courbe de cette échéance ({key})</translation>
  </message>
  <message>
   <source>All curves are hidden. Switch one on above.</source>
   <translation>Toutes les courbes sont masquées. Activez-en une ci-dessus.</translation>
  </message>
  <message>
   <source>No option has a price that tells a volatility yet.</source>
   <translation>Aucune option n'a encore de prix qui indique une volatilité.</translation>
  </message>
  <message>
   <source>Not connected. Smiles show once the exchange is reached and the round runs.</source>
   <translation>Non connecté. Les smiles s'affichent dès que la bourse est jointe et que la manche est en cours.</translation>
  </message>
  <message>
   <source>{name}: {help}</source>
   <translation>{name} : {help}</translation>
  </message>
  <message>
   <source>Show or hide the curve of expiry {number}</source>
   <translation>Afficher ou masquer la courbe de l'échéance {number}</translation>
  </message>
  <message>
   <source>No standings yet: the first come a second after a round has begun.</source>
   <translation>Pas encore de classement : le premier arrive une seconde après le début d'une manche.</translation>
  </message>
  <message>
   <source>No round has ended yet. How each one ended is kept here.</source>
   <translation>Aucune manche n'est encore terminée. La fin de chacune est conservée ici.</translation>
  </message>
  <message>
   <source>Round {number} of {rounds}: {name}</source>
   <translation>Manche {number} sur {rounds} : {name}</translation>
  </message>
  <message>
   <source>Round {number} of {rounds}</source>
   <translation>Manche {number} sur {rounds}</translation>
  </message>
  <message>
   <source>Teams by rank</source>
   <translation>Équipes par rang</translation>
  </message>
  <message>
   <source>Past rounds</source>
   <translation>Manches passées</translation>
  </message>
  <message>
   <source>Teams</source>
   <translation>Équipes</translation>
  </message>
  <message>
   <source>Calculator</source>
   <translation>Calculateur</translation>
  </message>
  <message>
   <source>coefficient {coefficient}</source>
   <translation>coefficient {coefficient}</translation>
  </message>
  <message>
   <source>does not count</source>
   <translation>ne compte pas</translation>
  </message>
  <message>
   <source>over</source>
   <translation>terminée</translation>
  </message>
  <message>
   <source>{time} of {whole}</source>
   <translation>{time} sur {whole}</translation>
  </message>
  <message>
   <source>you: rank {rank} of {teams}</source>
   <translation>vous : rang {rank} sur {teams}</translation>
  </message>
  <message>
   <source>Out of date</source>
   <translation>Périmé</translation>
  </message>
  <message>
   <source>Send the legs in this order, each when the one before was taken; the first that is not ends it, what was sent before stays ({keys})</source>
   <translation>Envoyer les jambes dans cet ordre, chacune quand la précédente a été prise ; la première qui ne l'est pas y met fin, ce qui a été envoyé avant demeure ({keys})</translation>
  </message>
  <message>
   <source>by hand</source>
   <translation>à la main</translation>
  </message>
  <message>
   <source>Ticket</source>
   <translation>Ticket</translation>
  </message>
  <message>
   <source>Leg {number}: {problem}</source>
   <translation>Jambe {number} : {problem}</translation>
  </message>
  <message>
   <source>No. {number}: {state}, {filled} of {quantity}</source>
   <translation>N° {number} : {state}, {filled} sur {quantity}</translation>
  </message>
  <message>
   <source>Send the ticket</source>
   <translation>Envoyer le ticket</translation>
  </message>
  <message>
   <source>Ticket: take the price {name}</source>
   <translation>Ticket : prendre le prix {name}</translation>
  </message>
  <message>
   <source>Ticket: to the price</source>
   <translation>Ticket : aller au prix</translation>
  </message>
  <message>
   <source>Ticket: to the size</source>
   <translation>Ticket : aller à la taille</translation>
  </message>
  <message>
   <source>Add a leg</source>
   <translation>Ajouter une jambe</translation>
  </message>
  <message>
   <source>Remove the leg</source>
   <translation>Retirer la jambe</translation>
  </message>
  <message>
   <source>Clear the ticket</source>
   <translation>Vider le ticket</translation>
  </message>
  <message>
   <source>A leg has no contract.</source>
   <translation>Une jambe n'a pas de contrat.</translation>
  </message>
  <message>
   <source>{note}: {count} legs more than a ticket takes were left out</source>
   <translation>{note} : {count} jambes au-delà de ce qu'un ticket accepte ont été omises</translation>
  </message>
  <message>
   <source>No such contract yet</source>
   <translation>Pas encore de contrat</translation>
  </message>
  <message>
   <source>Prices show here once the exchange lists it.</source>
   <translation>Les prix s'affichent dès que la bourse le cote.</translation>
  </message>
  <message>
   <source>Type a price, or take one of those above.</source>
   <translation>Saisissez un prix, ou prenez l'un de ceux ci-dessus.</translation>
  </message>
  <message>
   <source>Sending</source>
   <translation>Envoi</translation>
  </message>
  <message>
   <source>Rolled to the next contract: look at the price.</source>
   <translation>Passé au contrat suivant : vérifiez le prix.</translation>
  </message>
  <message>
   <source>Send all</source>
   <translation>Tout envoyer</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>Envoyer</translation>
  </message>
  <message>
   <source>prices {age} old</source>
   <translation>prix d'il y a {age}</translation>
  </message>
  <message>
   <source>prices {age} s old</source>
   <translation>prix d'il y a {age} s</translation>
  </message>
  <message>
   <source>{used} of {limit}</source>
   <translation>{used} sur {limit}</translation>
  </message>
  <message>
   <source>Bid {price}: {size}</source>
   <translation>Bid {price} : {size}</translation>
  </message>
  <message>
   <source>Ask {price}: {size}</source>
   <translation>Ask {price} : {size}</translation>
  </message>
  <message>
   <source>Price ladder</source>
   <translation>Carnet échelle</translation>
  </message>
  <message>
   <source>{owner} buys {quantity} at {price}</source>
   <translation>{owner} achète {quantity} à {price}</translation>
  </message>
  <message>
   <source>{owner} sells {quantity} at {price}</source>
   <translation>{owner} vend {quantity} à {price}</translation>
  </message>
  <message>
   <source>{order}, fate unknown</source>
   <translation>{order}, sort inconnu</translation>
  </message>
  <message>
   <source>fitted: {step}</source>
   <translation>ajusté : {step}</translation>
  </message>
  <message>
   <source>Contracts per order</source>
   <translation>Contrats par ordre</translation>
  </message>
  <message>
   <source>How long an order works</source>
   <translation>Durée pendant laquelle un ordre reste en carnet</translation>
  </message>
  <message>
   <source>to expiry</source>
   <translation>jusqu'à l'échéance</translation>
  </message>
  <message>
   <source>Dollars from row to row</source>
   <translation>Dollars d'une ligne à l'autre</translation>
  </message>
  <message>
   <source>fitted</source>
   <translation>ajusté</translation>
  </message>
  <message>
   <source>{size} contracts per order</source>
   <translation>{size} contrats par ordre</translation>
  </message>
  <message>
   <source>by hand, in the ladder</source>
   <translation>à la main, dans le carnet échelle</translation>
  </message>
  <message>
   <source>Move {count} order to {price}</source>
   <translation>Déplacer {count} ordre à {price}</translation>
  </message>
  <message>
   <source>Move {count} orders to {price}</source>
   <translation>Déplacer {count} ordres à {price}</translation>
  </message>
  <message>
   <source>{count} order moved to {price}.</source>
   <translation>{count} ordre déplacé à {price}.</translation>
  </message>
  <message>
   <source>{count} orders moved to {price}.</source>
   <translation>{count} ordres déplacés à {price}.</translation>
  </message>
  <message>
   <source>Buy {quantity} at {price}</source>
   <translation>Achat de {quantity} à {price}</translation>
  </message>
  <message>
   <source>Sell {quantity} at {price}</source>
   <translation>Vente de {quantity} à {price}</translation>
  </message>
  <message>
   <source>{order}: reserves {cash} of {free}</source>
   <translation>{order} : réserve {cash} sur {free}</translation>
  </message>
  <message>
   <source>{order}: {free} free to sell</source>
   <translation>{order} : {free} libres à la vente</translation>
  </message>
  <message>
   <source>{order}: working.</source>
   <translation>{order} : ordre en carnet.</translation>
  </message>
  <message>
   <source>{order}: no answer, its fate is being looked into.</source>
   <translation>{order} : pas de réponse, son sort est en cours de vérification.</translation>
  </message>
  <message>
   <source>{order}: refused. {reason}</source>
   <translation>{order} : ordre refusé. {reason}</translation>
  </message>
  <message>
   <source>{words}, trades at once</source>
   <translation>{words}, exécution immédiate</translation>
  </message>
  <message>
   <source>{order}: denied here, {reason}</source>
   <translation>{order} : ordre refusé ici, {reason}</translation>
  </message>
  <message>
   <source>{order}: rejected, {reason}</source>
   <translation>{order} : ordre rejeté, {reason}</translation>
  </message>
  <message>
   <source>{order}: filled.</source>
   <translation>{order} : ordre exécuté.</translation>
  </message>
  <message>
   <source>{order}: {filled} filled, the rest works.</source>
   <translation>{order} : exécuté en partie ({filled}), le reste en carnet.</translation>
  </message>
  <message>
   <source>{confirmed} of {asked} cancelled. {reason}</source>
   <translation>{confirmed} sur {asked} annulés. {reason}</translation>
  </message>
  <message>
   <source>{moved} of {asked} moved. {reason}</source>
   <translation>{moved} sur {asked} déplacés. {reason}</translation>
  </message>
  <message>
   <source>{words} {note}</source>
   <translation>{words} {note}</translation>
  </message>
  <message>
   <source>{order}: not sent. {reason}</source>
   <translation>{order} : ordre non envoyé. {reason}</translation>
  </message>
  <message>
   <source>No reason was given.</source>
   <translation>Aucune raison n'a été donnée.</translation>
  </message>
  <message>
   <source>Free cash {free} · own {held}, {sellable} free to sell</source>
   <translation>Liquidités libres {free} · détenu {held}, libre à la vente {sellable}</translation>
  </message>
  <message>
   <source>Let clicks in the ladder place orders</source>
   <translation>Laisser les clics dans l'échelle passer des ordres</translation>
  </message>
  <message>
   <source>Switch the ladder's trading keys on or off</source>
   <translation>Activer ou désactiver les touches de trading de l'échelle</translation>
  </message>
  <message>
   <source>Click to trade</source>
   <translation>Négocier au clic</translation>
  </message>
  <message>
   <source>Rolled to {contract}. Keys are off.</source>
   <translation>Roulé vers {contract}. Les touches sont désactivées.</translation>
  </message>
  <message>
   <source>{contract} plays the role now. The ladder stays while you are at it.</source>
   <translation>{contract} joue le rôle à présent. L'échelle ne change pas tant que vous l'utilisez.</translation>
  </message>
  <message>
   <source>Free cash {free}</source>
   <translation>Liquidités libres {free}</translation>
  </message>
  <message>
   <source>Another contract came while the button was down: nothing was sent.</source>
   <translation>Un autre contrat est arrivé pendant que le bouton était enfoncé : rien n'a été envoyé.</translation>
  </message>
  <message>
   <source>Ladder keys: cursor up</source>
   <translation>Touches de l'échelle : curseur vers le haut</translation>
  </message>
  <message>
   <source>Ladder keys: cursor down</source>
   <translation>Touches de l'échelle : curseur vers le bas</translation>
  </message>
  <message>
   <source>Ladder keys: buy at the cursor</source>
   <translation>Touches de l'échelle : acheter au curseur</translation>
  </message>
  <message>
   <source>Ladder keys: sell at the cursor</source>
   <translation>Touches de l'échelle : vendre au curseur</translation>
  </message>
  <message>
   <source>Ladder keys: cancel own orders at the cursor</source>
   <translation>Touches de l'échelle : annuler vos ordres au curseur</translation>
  </message>
  <message>
   <source>Ladder keys: cancel own orders of this contract</source>
   <translation>Touches de l'échelle : annuler vos ordres de ce contrat</translation>
  </message>
  <message>
   <source>Ladder keys: one contract more</source>
   <translation>Touches de l'échelle : un contrat de plus</translation>
  </message>
  <message>
   <source>Ladder keys: one contract less</source>
   <translation>Touches de l'échelle : un contrat de moins</translation>
  </message>
  <message>
   <source>The ladder has just rolled to another contract: nothing was sent. Press again.</source>
   <translation>L'échelle vient de rouler vers un autre contrat : rien n'a été envoyé. Appuyez de nouveau.</translation>
  </message>
  <message>
   <source>Keys on</source>
   <translation>Touches actives</translation>
  </message>
  <message>
   <source>Keys off</source>
   <translation>Touches inactives</translation>
  </message>
  <message>
   <source>Clicks do not trade. Switch on Click to trade (T) first.</source>
   <translation>Les clics ne négocient pas. Activez d'abord Négocier au clic (T).</translation>
  </message>
  <message>
   <source>These orders are a bot's: it moves them itself. A right click cancels them.</source>
   <translation>Ces ordres sont ceux d'un bot : il les déplace lui-même. Un clic droit les annule.</translation>
  </message>
  <message>
   <source>Keys are off: the ladder lost the focus.</source>
   <translation>Les touches sont désactivées : l'échelle a perdu le focus.</translation>
  </message>
  <message>
   <source>sell {quantity}</source>
   <translation>vente {quantity}</translation>
  </message>
  <message>
   <source>buy {quantity}</source>
   <translation>achat {quantity}</translation>
  </message>
  <message>
   <source>Own</source>
   <translation>Vous</translation>
  </message>
  <message>
   <source>Price $</source>
   <translation>Prix $</translation>
  </message>
  <message>
   <source>Trades</source>
   <translation>Échanges</translation>
  </message>
  <message>
   <source>Buy</source>
   <translation>Achat</translation>
  </message>
  <message>
   <source>Sell</source>
   <translation>Vente</translation>
  </message>
  <message>
   <source>▲ theo</source>
   <translation>▲ théo</translation>
  </message>
  <message>
   <source>▼ theo</source>
   <translation>▼ théo</translation>
  </message>
  <message>
   <source>Layouts ({pattern})</source>
   <translation>Dispositions ({pattern})</translation>
  </message>
  <message>
   <source>Save layout</source>
   <translation>Enregistrer la disposition</translation>
  </message>
  <message>
   <source>Save layout as…</source>
   <translation>Enregistrer la disposition sous…</translation>
  </message>
  <message>
   <source>Rename layout…</source>
   <translation>Renommer la disposition…</translation>
  </message>
  <message>
   <source>Delete layout…</source>
   <translation>Supprimer la disposition…</translation>
  </message>
  <message>
   <source>Reset layout</source>
   <translation>Réinitialiser la disposition</translation>
  </message>
  <message>
   <source>Export layout…</source>
   <translation>Exporter la disposition…</translation>
  </message>
  <message>
   <source>Import layout…</source>
   <translation>Importer une disposition…</translation>
  </message>
  <message>
   <source>Name of the layout</source>
   <translation>Nom de la disposition</translation>
  </message>
  <message>
   <source>Rename layout</source>
   <translation>Renommer la disposition</translation>
  </message>
  <message>
   <source>Another name for {name}</source>
   <translation>Un autre nom pour {name}</translation>
  </message>
  <message>
   <source>Delete layout</source>
   <translation>Supprimer la disposition</translation>
  </message>
  <message>
   <source>Delete the layout {name}?</source>
   <translation>Supprimer la disposition {name} ?</translation>
  </message>
  <message>
   <source>The panels stay where they are.</source>
   <translation>Les panneaux restent où ils sont.</translation>
  </message>
  <message>
   <source>Export layout</source>
   <translation>Exporter la disposition</translation>
  </message>
  <message>
   <source>Import layout</source>
   <translation>Importer une disposition</translation>
  </message>
  <message>
   <source>Layout {name}</source>
   <translation>Disposition {name}</translation>
  </message>
  <message>
   <source>Put the panels back where this layout has them</source>
   <translation>Remettre les panneaux là où cette disposition les place</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>Renommer</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>Supprimer</translation>
  </message>
  <message>
   <source>The layout {name} was made by another version of the program and cannot be used.</source>
   <translation>La disposition {name} a été créée par une autre version du programme et ne peut pas être utilisée.</translation>
  </message>
  <message>
   <source>Trade</source>
   <translation>Trading</translation>
  </message>
  <message>
   <source>Options</source>
   <translation>Options</translation>
  </message>
  <message>
   <source>Least level shown</source>
   <translation>Niveau minimal affiché</translation>
  </message>
  <message>
   <source>Go to the source</source>
   <translation>Aller à la source</translation>
  </message>
  <message>
   <source>Show this source only</source>
   <translation>Afficher cette source seulement</translation>
  </message>
  <message>
   <source>Changes at once, also while the bot runs (Alt+Up, Alt+Down).</source>
   <translation>Prend effet aussitôt, même pendant que le bot est en marche (Alt+Up, Alt+Down).</translation>
  </message>
  <message>
   <source>Parameters that change while the bot runs</source>
   <translation>Paramètres modifiables pendant que le bot est en marche</translation>
  </message>
  <message>
   <source>In {unit}.</source>
   <translation>En {unit}.</translation>
  </message>
  <message>
   <source>{names} can be added now: {keys}.</source>
   <translation>{names} : ajout possible maintenant avec {keys}.</translation>
  </message>
  <message>
   <source>Its strategy file was saved. {keys} in the Bots panel goes on in the new version.</source>
   <translation>Son fichier de stratégie a été enregistré. {keys} dans le panneau Bots continue avec la nouvelle version.</translation>
  </message>
  <message>
   <source>Record rounds</source>
   <translation>Enregistrer les manches</translation>
  </message>
  <message>
   <source>Keyboard shortcuts…</source>
   <translation>Raccourcis clavier…</translation>
  </message>
  <message>
   <source>Messages…</source>
   <translation>Messages…</translation>
  </message>
  <message>
   <source>Tour of the window</source>
   <translation>Visite de la fenêtre</translation>
  </message>
  <message>
   <source>Import strategies and bots…</source>
   <translation>Importer stratégies et bots…</translation>
  </message>
  <message>
   <source>Export strategies and bots…</source>
   <translation>Exporter stratégies et bots…</translation>
  </message>
  <message>
   <source>Open a recording…</source>
   <translation>Ouvrir un enregistrement…</translation>
  </message>
  <message>
   <source>Dismiss notices</source>
   <translation>Fermer les avis</translation>
  </message>
  <message>
   <source>Float this panel, or dock it again</source>
   <translation>Détacher ce panneau, ou l'ancrer de nouveau</translation>
  </message>
  <message>
   <source>Hide this panel</source>
   <translation>Masquer ce panneau</translation>
  </message>
  <message>
   <source>Make this panel wider</source>
   <translation>Élargir ce panneau</translation>
  </message>
  <message>
   <source>Make this panel narrower</source>
   <translation>Rétrécir ce panneau</translation>
  </message>
  <message>
   <source>Make this panel higher</source>
   <translation>Agrandir ce panneau en hauteur</translation>
  </message>
  <message>
   <source>Make this panel lower</source>
   <translation>Réduire ce panneau en hauteur</translation>
  </message>
  <message>
   <source>Close the window</source>
   <translation>Fermer la fenêtre</translation>
  </message>
  <message>
   <source>The system has no editor for it. The place is {path}, line {line}.</source>
   <translation>Le système n'a pas d'éditeur pour cela. L'emplacement est {path}, ligne {line}.</translation>
  </message>
  <message>
   <source>New strategy</source>
   <translation>Nouvelle stratégie</translation>
  </message>
  <message>
   <source>Keep each round's market data in a file, to be played back</source>
   <translation>Garder les données de marché de chaque manche dans un fichier, pour les rejouer</translation>
  </message>
  <message>
   <source>Go to {panel}</source>
   <translation>Aller à {panel}</translation>
  </message>
  <message>
   <source>Open another {panel}</source>
   <translation>Ouvrir un autre panneau {panel}</translation>
  </message>
  <message>
   <source>Messages to the exchange within the last second, and how many this machine may send</source>
   <translation>Messages à la bourse pendant la dernière seconde, et combien cette machine peut en envoyer</translation>
  </message>
  <message>
   <source>{count} request waits for its turn</source>
   <translation>{count} requête attend son tour</translation>
  </message>
  <message>
   <source>{count} requests wait for their turn</source>
   <translation>{count} requêtes attendent leur tour</translation>
  </message>
  <message>
   <source>msgs</source>
   <translation>msgs</translation>
  </message>
  <message>
   <source>{used} of {limit} messages within the last second; {waiting}</source>
   <translation>{used} messages sur {limit} pendant la dernière seconde ; {waiting}</translation>
  </message>
  <message>
   <source>{count} found</source>
   <translation>{count} en tout</translation>
  </message>
  <message>
   <source>Kind of mispricing</source>
   <translation>Type d'écart de prix</translation>
  </message>
  <message>
   <source>Show one kind only</source>
   <translation>Afficher un seul type</translation>
  </message>
  <message>
   <source>All kinds</source>
   <translation>Tous les types</translation>
  </message>
  <message>
   <source>Least edge of one unit</source>
   <translation>Avantage minimal d'une unité</translation>
  </message>
  <message>
   <source>Least edge of one unit, in dollars; wheel and arrows change it</source>
   <translation>Avantage minimal d'une unité, en dollars ; la molette et les flèches le modifient</translation>
  </message>
  <message>
   <source>Hide what needs inventory</source>
   <translation>Sans inventaire requis</translation>
  </message>
  <message>
   <source>Leave out what sells contracts that you do not own (Alt+I): the exchange refuses short sales</source>
   <translation>Omettre ce qui vend des contrats que vous ne détenez pas (Alt+I) : la bourse refuse les ventes à découvert</translation>
  </message>
  <message>
   <source>best {shown} of {count}</source>
   <translation>les {shown} meilleurs sur {count}</translation>
  </message>
  <message>
   <source>■ active</source>
   <translation>■ actif</translation>
  </message>
  <message>
   <source>■ reducing</source>
   <translation>■ en réduction</translation>
  </message>
  <message>
   <source>■ halted</source>
   <translation>■ arrêté</translation>
  </message>
  <message>
   <source>Sells only: {reason}</source>
   <translation>Ventes seulement : {reason}</translation>
  </message>
  <message>
   <source>Starts again in {seconds} s ({tries} of {most}).</source>
   <translation>Redémarre dans {seconds} s ({tries} sur {most}).</translation>
  </message>
  <message>
   <source>The longest took {ms} ms</source>
   <translation>Le plus long a pris {ms} ms</translation>
  </message>
  <message>
   <source>○ ready</source>
   <translation>○ prêt</translation>
  </message>
  <message>
   <source>◐ starting</source>
   <translation>◐ démarrage</translation>
  </message>
  <message>
   <source>● running</source>
   <translation>● en marche</translation>
  </message>
  <message>
   <source>◐ pausing</source>
   <translation>◐ mise en pause</translation>
  </message>
  <message>
   <source>‖ paused</source>
   <translation>‖ en pause</translation>
  </message>
  <message>
   <source>◐ stopping</source>
   <translation>◐ arrêt en cours</translation>
  </message>
  <message>
   <source>○ stopped</source>
   <translation>○ arrêté</translation>
  </message>
  <message>
   <source>✕ failed</source>
   <translation>✕ en échec</translation>
  </message>
  <message>
   <source>✕ quarantined</source>
   <translation>✕ en quarantaine</translation>
  </message>
  <message>
   <source>set by hand</source>
   <translation>fixé à la main</translation>
  </message>
  <message>
   <source>No new orders: {reason}</source>
   <translation>Aucun nouvel ordre : {reason}</translation>
  </message>
  <message>
   <source>{count} order refused: {reason}</source>
   <translation>{count} ordre refusé : {reason}</translation>
  </message>
  <message>
   <source>{count} orders refused: {reason}</source>
   <translation>{count} ordres refusés : {reason}</translation>
  </message>
  <message>
   <source>Its file was saved since: reload it with Ctrl+R</source>
   <translation>Son fichier a été enregistré depuis : rechargez-le avec Ctrl+R</translation>
  </message>
  <message>
   <source>From its next start on: {names}</source>
   <translation>À partir de son prochain démarrage : {names}</translation>
  </message>
  <message>
   <source>In a thread: {work}</source>
   <translation>Dans un thread : {work}</translation>
  </message>
  <message>
   <source>Bot</source>
   <translation>Bot</translation>
  </message>
  <message>
   <source>State</source>
   <translation>État</translation>
  </message>
  <message>
   <source>Realised and unrealised, in dollars</source>
   <translation>Réalisé et latent, en dollars</translation>
  </message>
  <message>
   <source>Trend</source>
   <translation>Tendance</translation>
  </message>
  <message>
   <source>Its P&amp;L over the round; the dotted line is nought</source>
   <translation>Son P&amp;L au fil de la manche ; la ligne pointillée est le zéro</translation>
  </message>
  <message>
   <source>Orders/s</source>
   <translation>Ordres/s</translation>
  </message>
  <message>
   <source>Orders sent a second, over the last five</source>
   <translation>Ordres envoyés par seconde, sur les cinq dernières</translation>
  </message>
  <message>
   <source>Fill rate</source>
   <translation>Tx exéc.</translation>
  </message>
  <message>
   <source>How much of what it ordered this round was dealt, by contracts</source>
   <translation>Part exécutée de ses ordres de cette manche, en contrats</translation>
  </message>
  <message>
   <source>Turn ms</source>
   <translation>Tour ms</translation>
  </message>
  <message>
   <source>How long its answer to an update usually takes; slower bots are served behind the quicker ones</source>
   <translation>Temps que prend d'habitude sa réponse à une mise à jour ; les bots plus lents sont servis après les plus rapides</translation>
  </message>
  <message>
   <source>Orders open at the exchange</source>
   <translation>Ordres ouverts à la bourse</translation>
  </message>
  <message>
   <source>Executions so far</source>
   <translation>Exécutions jusqu'ici</translation>
  </message>
  <message>
   <source>Last error</source>
   <translation>Dern. erreur</translation>
  </message>
  <message>
   <source>When and where its newest mistake was made; it stays when the bot is started again</source>
   <translation>Quand et où sa dernière erreur a été commise ; elle reste quand le bot est redémarré</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Note</translation>
  </message>
  <message>
   <source>{bot}, a {strategy}</source>
   <translation>{bot}, stratégie {strategy}</translation>
  </message>
  <message>
   <source>Below intrinsic: so low a price fits no volatility at all</source>
   <translation>Sous la valeur intrinsèque : aucune volatilité ne correspond à un prix si bas</translation>
  </message>
  <message>
   <source>A price that typically moves {second} % in a second, {minute} % in a minute</source>
   <translation>Un prix qui bouge typiquement de {second} % en une seconde, de {minute} % en une minute</translation>
  </message>
  <message>
   <source>No price, so no volatility</source>
   <translation>Pas de prix, donc pas de volatilité</translation>
  </message>
  <message>
   <source>buy {quantity} at {price}</source>
   <translation>achat de {quantity} à {price}</translation>
  </message>
  <message>
   <source>sell {quantity} at {price}</source>
   <translation>vente de {quantity} à {price}</translation>
  </message>
  <message>
   <source>Qty</source>
   <translation>Qté</translation>
  </message>
  <message>
   <source>Contracts wanted at the bid</source>
   <translation>Contrats demandés au bid</translation>
  </message>
  <message>
   <source>The best price that somebody pays; a click fills the ticket with a sale at it</source>
   <translation>Le meilleur prix que quelqu'un paie ; un clic remplit le ticket avec une vente à ce prix</translation>
  </message>
  <message>
   <source>The best price that somebody sells at; a click fills the ticket with a purchase at it</source>
   <translation>Le meilleur prix auquel quelqu'un vend ; un clic remplit le ticket avec un achat à ce prix</translation>
  </message>
  <message>
   <source>Contracts offered at the ask</source>
   <translation>Contrats offerts à l'ask</translation>
  </message>
  <message>
   <source>Edge</source>
   <translation>Av.</translation>
  </message>
  <message>
   <source>Theo less ask: what the model expects to gain with a contract bought at the ask</source>
   <translation>Théo moins ask : ce que le modèle s'attend à gagner avec un contrat acheté à l'ask</translation>
  </message>
  <message>
   <source>Contracts that you hold</source>
   <translation>Contrats que vous détenez</translation>
  </message>
  <message>
   <source>Bid edge</source>
   <translation>Av. bid</translation>
  </message>
  <message>
   <source>Bid less theo: what the model expects to gain with a contract sold at the bid; it must be owned</source>
   <translation>Bid moins théo : ce que le modèle s'attend à gagner avec un contrat vendu au bid ; il faut le détenir</translation>
  </message>
  <message>
   <source>IV</source>
   <translation>VI</translation>
  </message>
  <message>
   <source>Implied volatility: how much the price would have to move for the option to be worth the middle of bid and ask.
In basis points (hundredths of a percent) per square root of a second: with 13, the price typically moves 0.13 % in a second
and 0.13 % × √60 = 1 % in a minute. A year has no meaning here: the game's clock is seconds.</source>
   <translation>Volatilité implicite : de combien le prix devrait bouger pour que l'option vaille le milieu entre bid et ask.
En points de base (centièmes de pour cent) par racine carrée de seconde : avec 13, le prix bouge typiquement de 0,13 % en une seconde
et de 0,13 % × √60 = 1 % en une minute. Une année n'a pas de sens ici : l'horloge du jeu compte en secondes.</translation>
  </message>
  <message>
   <source>Bid IV</source>
   <translation>VI bid</translation>
  </message>
  <message>
   <source>Implied volatility at the bid, in basis points per square root of a second</source>
   <translation>Volatilité implicite au bid, en points de base par racine carrée de seconde</translation>
  </message>
  <message>
   <source>Ask IV</source>
   <translation>VI ask</translation>
  </message>
  <message>
   <source>Implied volatility at the ask, in basis points per square root of a second</source>
   <translation>Volatilité implicite à l'ask, en points de base par racine carrée de seconde</translation>
  </message>
  <message>
   <source>Delta</source>
   <translation>Delta</translation>
  </message>
  <message>
   <source>By how many cents the option's value moves when the underlying's price rises by one cent.
A call's lies between 0 and 1, a put's between −1 and 0: ten calls with delta 0.50 move like five futures.</source>
   <translation>De combien de cents la valeur de l'option bouge quand le prix du sous-jacent monte d'un cent.
Celui d'un call est entre 0 et 1, celui d'un put entre −1 et 0 : dix calls de delta 0,50 bougent comme cinq futures.</translation>
  </message>
  <message>
   <source>The model's value: what the option pays on average</source>
   <translation>La valeur du modèle : ce que l'option paie en moyenne</translation>
  </message>
  <message>
   <source>Contracts in your working orders: + to buy, − to sell</source>
   <translation>Contrats de vos ordres en carnet : + à l'achat, − à la vente</translation>
  </message>
  <message>
   <source>Gamma</source>
   <translation>Gamma</translation>
  </message>
  <message>
   <source>By how much delta changes when the underlying's price rises by one dollar</source>
   <translation>De combien le delta change quand le prix du sous-jacent monte d'un dollar</translation>
  </message>
  <message>
   <source>Vega</source>
   <translation>Véga</translation>
  </message>
  <message>
   <source>Cents that the option gains when the volatility rises by one basis point per square root of a second</source>
   <translation>Cents que l'option gagne quand la volatilité monte d'un point de base par racine carrée de seconde</translation>
  </message>
  <message>
   <source>Theta</source>
   <translation>Thêta</translation>
  </message>
  <message>
   <source>Cents that the option loses with each second that passes while the price stands still</source>
   <translation>Cents que l'option perd à chaque seconde qui passe tant que le prix ne bouge pas</translation>
  </message>
  <message>
   <source>Strike</source>
   <translation>Strike</translation>
  </message>
  <message>
   <source>The price at which the option may buy (call) or sell (put) at expiry; the one next to the price is marked</source>
   <translation>Le prix auquel l'option permet d'acheter (call) ou de vendre (put) à l'échéance ; celui qui est le plus proche du prix est signalé</translation>
  </message>
  <message>
   <source>The strike next to the price: at the money</source>
   <translation>Le prix d'exercice le plus proche du prix : à la monnaie</translation>
  </message>
  <message>
   <source>{owner} bought {quantity} at {price}</source>
   <translation>{owner} a acheté {quantity} à {price}</translation>
  </message>
  <message>
   <source>{owner} sold {quantity} at {price}</source>
   <translation>{owner} a vendu {quantity} à {price}</translation>
  </message>
  <message>
   <source>Why: {reason}</source>
   <translation>Pourquoi : {reason}</translation>
  </message>
  <message>
   <source>fate unknown</source>
   <translation>sort inconnu</translation>
  </message>
  <message>
   <source>resting</source>
   <translation>passif</translation>
  </message>
  <message>
   <source>taking</source>
   <translation>preneur</translation>
  </message>
  <message>
   <source>settles {time}</source>
   <translation>règlement {time}</translation>
  </message>
  <message>
   <source>not known in this round</source>
   <translation>inconnu dans cette manche</translation>
  </message>
  <message>
   <source>settled at {price}, paid {amount}</source>
   <translation>réglé à {price}, a payé {amount}</translation>
  </message>
  <message>
   <source>ended, settlement is awaited</source>
   <translation>terminé, règlement attendu</translation>
  </message>
  <message>
   <source>pinned</source>
   <translation>épinglé</translation>
  </message>
  <message>
   <source>{name}: {count} cent</source>
   <translation>{name} : {count} cent</translation>
  </message>
  <message>
   <source>{name}: {count} cents</source>
   <translation>{name} : {count} cents</translation>
  </message>
  <message>
   <source>Round</source>
   <translation>Manche</translation>
  </message>
  <message>
   <source>Source</source>
   <translation>Source</translation>
  </message>
  <message>
   <source>What</source>
   <translation>Quoi</translation>
  </message>
  <message>
   <source>order</source>
   <translation>ordre</translation>
  </message>
  <message>
   <source>fill</source>
   <translation>exécution</translation>
  </message>
  <message>
   <source>settlement</source>
   <translation>règlement</translation>
  </message>
  <message>
   <source>books</source>
   <translation>comptes</translation>
  </message>
  <message>
   <source>round</source>
   <translation>manche</translation>
  </message>
  <message>
   <source>bot</source>
   <translation>bot</translation>
  </message>
  <message>
   <source>parameter</source>
   <translation>paramètre</translation>
  </message>
  <message>
   <source>connection</source>
   <translation>connexion</translation>
  </message>
  <message>
   <source>trading</source>
   <translation>trading</translation>
  </message>
  <message>
   <source>problem</source>
   <translation>problème</translation>
  </message>
  <message>
   <source>{count} contract has no fair value now and is left out of the Greeks</source>
   <translation>{count} contrat n'a pas de juste valeur à présent et n'entre pas dans les grecques</translation>
  </message>
  <message>
   <source>{count} contracts have no fair value now and are left out of the Greeks</source>
   <translation>{count} contrats n'ont pas de juste valeur à présent et n'entrent pas dans les grecques</translation>
  </message>
  <message>
   <source>Book</source>
   <translation>Portefeuille</translation>
  </message>
  <message>
   <source>Held, options and futures together</source>
   <translation>Détenus, options et futures ensemble</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Valeur</translation>
  </message>
  <message>
   <source>At the mark, in dollars</source>
   <translation>À la marque, en dollars</translation>
  </message>
  <message>
   <source>Delta $</source>
   <translation>Delta $</translation>
  </message>
  <message>
   <source>As many dollars of the underlying move alike; a hundredth of it is gained when it rises by one percent</source>
   <translation>Autant de dollars du sous-jacent bougent de même ; un centième en est gagné quand il monte d'un pour cent</translation>
  </message>
  <message>
   <source>As many contracts of the underlying move alike</source>
   <translation>Autant de contrats du sous-jacent bougent de même</translation>
  </message>
  <message>
   <source>Delta gained when the underlying rises by one dollar</source>
   <translation>Delta gagné quand le sous-jacent monte d'un dollar</translation>
  </message>
  <message>
   <source>Dollars gained when sigma, per square root of a second, rises by one basis point</source>
   <translation>Dollars gagnés quand sigma, par racine carrée de seconde, monte d'un point de base</translation>
  </message>
  <message>
   <source>Dollars gained with each second that passes</source>
   <translation>Dollars gagnés à chaque seconde qui passe</translation>
  </message>
  <message>
   <source>bought</source>
   <translation>acheté</translation>
  </message>
  <message>
   <source>sold</source>
   <translation>vendu</translation>
  </message>
  <message>
   <source>passive</source>
   <translation>passif</translation>
  </message>
  <message>
   <source>took</source>
   <translation>preneur</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>Heure</translation>
  </message>
  <message>
   <source>Time of the round</source>
   <translation>Temps de la manche</translation>
  </message>
  <message>
   <source>Mean price, dollars per contract</source>
   <translation>Prix moyen, en dollars par contrat</translation>
  </message>
  <message>
   <source>Cash</source>
   <translation>Cash</translation>
  </message>
  <message>
   <source>What the deal did to the cash, dollars</source>
   <translation>Effet de la transaction sur les liquidités, en dollars</translation>
  </message>
  <message>
   <source>How</source>
   <translation>Mode</translation>
  </message>
  <message>
   <source>Passive: someone traded against our resting order. Took: ours traded at once.</source>
   <translation>Passif : quelqu'un a traité contre notre ordre en carnet. Preneur : le nôtre s'est exécuté aussitôt.</translation>
  </message>
  <message>
   <source>Why the order was placed, in its owner's words</source>
   <translation>Pourquoi l'ordre a été passé, selon son propriétaire</translation>
  </message>
  <message>
   <source>{ms} ms into the round</source>
   <translation>{ms} ms depuis le début de la manche</translation>
  </message>
  <message>
   <source>Mean price: {cents} cents</source>
   <translation>Prix moyen : {cents} cents</translation>
  </message>
  <message>
   <source>The order came without a reason</source>
   <translation>L'ordre est venu sans raison</translation>
  </message>
  <message>
   <source>connecting again</source>
   <translation>reconnexion</translation>
  </message>
  <message>
   <source>refused</source>
   <translation>refusé</translation>
  </message>
  <message>
   <source>Last in {place}.</source>
   <translation>Dernier blocage dans {place}.</translation>
  </message>
  <message>
   <source>up to {ms} ms</source>
   <translation>jusqu'à {ms} ms</translation>
  </message>
  <message>
   <source>longer</source>
   <translation>plus long</translation>
  </message>
  <message>
   <source>It was ended once for it.</source>
   <translation>Il a été interrompu une fois pour cela.</translation>
  </message>
  <message>
   <source>It was ended {count} times for it.</source>
   <translation>Il a été interrompu {count} fois pour cela.</translation>
  </message>
  <message>
   <source>Up to eight order connections; beyond that owners share</source>
   <translation>Jusqu'à huit connexions d'ordres ; au-delà, les propriétaires les partagent</translation>
  </message>
  <message>
   <source>Msg/s</source>
   <translation>Msg/s</translation>
  </message>
  <message>
   <source>Messages within the last second</source>
   <translation>Messages pendant la dernière seconde</translation>
  </message>
  <message>
   <source>Sent</source>
   <translation>Envoyés</translation>
  </message>
  <message>
   <source>Half within</source>
   <translation>50 % en</translation>
  </message>
  <message>
   <source>Half of the owner's orders were answered within this time</source>
   <translation>La moitié des ordres du propriétaire ont reçu leur réponse dans ce délai</translation>
  </message>
  <message>
   <source>99 % within</source>
   <translation>99 % en</translation>
  </message>
  <message>
   <source>99 of 100 of the owner's orders were answered within this time</source>
   <translation>99 ordres du propriétaire sur 100 ont reçu leur réponse dans ce délai</translation>
  </message>
  <message>
   <source>Orders by wait</source>
   <translation>Ordres par attente</translation>
  </message>
  <message>
   <source>How many orders waited how long for their reply: from half a millisecond at the left to over a second at the right</source>
   <translation>Combien d'ordres ont attendu leur réponse et combien de temps : d'une demi-milliseconde à gauche à plus d'une seconde à droite</translation>
  </message>
  <message>
   <source>Round trip</source>
   <translation>Aller-retour</translation>
  </message>
  <message>
   <source>Of the last request, from its writing to its answer</source>
   <translation>De la dernière requête, de son écriture à sa réponse</translation>
  </message>
  <message>
   <source>Holds</source>
   <translation>Blocages</translation>
  </message>
  <message>
   <source>How often the bot's code kept everything else waiting for over 50 ms, and the longest of it</source>
   <translation>Combien de fois le code du bot a fait attendre tout le reste plus de 50 ms, et l'attente la plus longue</translation>
  </message>
  <message>
   <source>Reconnects</source>
   <translation>Reconnex.</translation>
  </message>
  <message>
   <source>{count} shares it</source>
   <translation>{count} la partage</translation>
  </message>
  <message>
   <source>{count} share it</source>
   <translation>{count} la partagent</translation>
  </message>
  <message>
   <source>Together</source>
   <translation>Ensemble</translation>
  </message>
  <message>
   <source>Now</source>
   <translation>Actuel</translation>
  </message>
  <message>
   <source>Over cost, if the price stays as it is</source>
   <translation>Au-delà du coût, si le prix reste tel quel</translation>
  </message>
  <message>
   <source>-σ</source>
   <translation>-σ</translation>
  </message>
  <message>
   <source>Over cost, a sigma below the expected price</source>
   <translation>Au-delà du coût, un sigma au-dessous du prix attendu</translation>
  </message>
  <message>
   <source>+σ</source>
   <translation>+σ</translation>
  </message>
  <message>
   <source>Over cost, a sigma above the expected price</source>
   <translation>Au-delà du coût, un sigma au-dessus du prix attendu</translation>
  </message>
  <message>
   <source>Jump</source>
   <translation>Saut</translation>
  </message>
  <message>
   <source>Over cost, after the worse of two jumps: four sigmas, at least 60 bp</source>
   <translation>Au-delà du coût, après le pire de deux sauts : quatre sigmas, au moins 60 points de base</translation>
  </message>
  <message>
   <source>Contract</source>
   <translation>Contrat</translation>
  </message>
  <message>
   <source>Held</source>
   <translation>Détenu</translation>
  </message>
  <message>
   <source>Locked</source>
   <translation>Immobilisé</translation>
  </message>
  <message>
   <source>What they have cost</source>
   <translation>Ce qu'ils ont coûté</translation>
  </message>
  <message>
   <source>No.</source>
   <translation>N°</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Résultat</translation>
  </message>
  <message>
   <source>Level</source>
   <translation>Niveau</translation>
  </message>
  <message>
   <source>Message</source>
   <translation>Message</translation>
  </message>
  <message>
   <source>debug</source>
   <translation>debug</translation>
  </message>
  <message>
   <source>info</source>
   <translation>info</translation>
  </message>
  <message>
   <source>error</source>
   <translation>erreur</translation>
  </message>
  <message>
   <source>Below intrinsic</source>
   <translation>Sous l'intrinsèque</translation>
  </message>
  <message>
   <source>Call + put</source>
   <translation>Call + put</translation>
  </message>
  <message>
   <source>Future + put</source>
   <translation>Future + put</translation>
  </message>
  <message>
   <source>Conversion</source>
   <translation>Conversion</translation>
  </message>
  <message>
   <source>Reversal</source>
   <translation>Conversion inverse</translation>
  </message>
  <message>
   <source>An option that costs less than it would pay if the price stood still. Not sure: the price still moves.</source>
   <translation>Une option qui coûte moins que ce qu'elle paierait si le prix ne bougeait pas. Pas sûr : le prix bouge encore.</translation>
  </message>
  <message>
   <source>A call with a low strike and a put with a higher one pay at least the difference of the strikes, wherever the price ends. Together they cost less.</source>
   <translation>Un call de prix d'exercice bas et un put de prix d'exercice plus élevé paient au moins la différence des prix d'exercice, où que finisse le prix. Ensemble, ils coûtent moins.</translation>
  </message>
  <message>
   <source>A future and a put pay at least the put's strike, wherever the price ends. Together they cost less.</source>
   <translation>Un future et un put paient au moins le prix d'exercice du put, où que finisse le prix. Ensemble, ils coûtent moins.</translation>
  </message>
  <message>
   <source>Future + put − call pays exactly the strike. It costs less, but the call must be owned to be sold.</source>
   <translation>Future + put − call paie exactement le prix d'exercice. L'ensemble coûte moins, mais le call doit être détenu pour être vendu.</translation>
  </message>
  <message>
   <source>Call instead of future + put: the same payoff for less. Future and put must be owned to be sold.</source>
   <translation>Call au lieu de future + put : le même paiement pour moins cher. Le future et le put doivent être détenus pour être vendus.</translation>
  </message>
  <message>
   <source>put {strike}</source>
   <translation>put {strike}</translation>
  </message>
  <message>
   <source>sell {contract}</source>
   <translation>vente {contract}</translation>
  </message>
  <message>
   <source>expected {profit} a unit</source>
   <translation>{profit} attendus par unité</translation>
  </message>
  <message>
   <source>future</source>
   <translation>future</translation>
  </message>
  <message>
   <source>call {strike}</source>
   <translation>call {strike}</translation>
  </message>
  <message>
   <source>buy {contract}</source>
   <translation>achat {contract}</translation>
  </message>
  <message>
   <source>sell {contract} (needs inventory)</source>
   <translation>vente {contract} (inventaire requis)</translation>
  </message>
  <message>
   <source>sure {profit} a unit</source>
   <translation>{profit} sûrs par unité</translation>
  </message>
  <message>
   <source>{kind}, {worth}; sells what you do not own yet</source>
   <translation>{kind}, {worth} ; vend ce que vous ne détenez pas encore</translation>
  </message>
  <message>
   <source>{kind}, {worth}</source>
   <translation>{kind}, {worth}</translation>
  </message>
  <message>
   <source>{kind}, {place}: {worth}</source>
   <translation>{kind}, {place} : {worth}</translation>
  </message>
  <message>
   <source>{leg} at {price}, {size} there</source>
   <translation>{leg} à {price}, {size} au carnet</translation>
  </message>
  <message>
   <source>Gain</source>
   <translation>Gain</translation>
  </message>
  <message>
   <source>Edge of one unit times the units in the books: sure where it is sure, else what the model expects</source>
   <translation>Avantage d'une unité multiplié par les unités dans les carnets : sûr quand il est sûr, sinon ce qu'attend le modèle</translation>
  </message>
  <message>
   <source>Time to expiry; until then the capital is locked up</source>
   <translation>Temps jusqu'à l'échéance ; d'ici là, le capital est immobilisé</translation>
  </message>
  <message>
   <source>Legs</source>
   <translation>Jambes</translation>
  </message>
  <message>
   <source>The orders that make it up; yellow where one sells what you do not own</source>
   <translation>Les ordres qui le composent ; en jaune si l'un d'eux vend ce que vous ne détenez pas</translation>
  </message>
  <message>
   <source>Sure</source>
   <translation>Sûr</translation>
  </message>
  <message>
   <source>Profit of one unit wherever the price ends; empty where nothing is sure</source>
   <translation>Profit d'une unité où que finisse le prix ; vide si rien n'est sûr</translation>
  </message>
  <message>
   <source>Expected</source>
   <translation>Attendu</translation>
  </message>
  <message>
   <source>What the model expects of one unit, bought at the asks and sold at the bids: the spread is paid</source>
   <translation>Ce que le modèle attend d'une unité, achetée aux asks et vendue aux bids : l'écart est payé</translation>
  </message>
  <message>
   <source>Capital</source>
   <translation>Capital</translation>
  </message>
  <message>
   <source>Cash that one unit locks up until its expiry</source>
   <translation>Liquidités qu'une unité immobilise jusqu'à son échéance</translation>
  </message>
  <message>
   <source>Units</source>
   <translation>Unités</translation>
  </message>
  <message>
   <source>How often it stands in the books at these prices</source>
   <translation>Combien de fois il est présent dans les carnets à ces prix</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>Type</translation>
  </message>
  <message>
   <source>underlying</source>
   <translation>sous-jacent</translation>
  </message>
  <message>
   <source>call</source>
   <translation>call</translation>
  </message>
  <message>
   <source>put</source>
   <translation>put</translation>
  </message>
  <message>
   <source>P</source>
   <translation>P</translation>
  </message>
  <message>
   <source>{underlying} {kind} ATM{offset}, {expiry}</source>
   <translation>{underlying} {kind} ATM{offset}, {expiry}</translation>
  </message>
  <message>
   <source>nearest</source>
   <translation>la plus proche</translation>
  </message>
  <message>
   <source>nearest +{count}</source>
   <translation>la plus proche +{count}</translation>
  </message>
  <message>
   <source>{underlying} {kind}, {expiry}</source>
   <translation>{underlying} {kind}, {expiry}</translation>
  </message>
  <message>
   <source>sent</source>
   <translation>envoyé</translation>
  </message>
  <message>
   <source>part filled</source>
   <translation>exécuté en partie</translation>
  </message>
  <message>
   <source>cancelling</source>
   <translation>annulation en cours</translation>
  </message>
  <message>
   <source>On its way; the exchange has not answered yet</source>
   <translation>En route ; la bourse n'a pas encore répondu</translation>
  </message>
  <message>
   <source>No answer came: the order may be working at the exchange. It is being asked.</source>
   <translation>Aucune réponse n'est venue : l'ordre est peut-être en carnet à la bourse. Elle est interrogée.</translation>
  </message>
  <message>
   <source>The exchange refused it</source>
   <translation>La bourse l'a rejeté</translation>
  </message>
  <message>
   <source>Our own risk gate refused it, nothing was sent</source>
   <translation>Notre propre contrôle des risques l'a refusé, rien n'a été envoyé</translation>
  </message>
  <message>
   <source>Its lifetime ran out</source>
   <translation>Sa durée de vie s'est écoulée</translation>
  </message>
  <message>
   <source>buy</source>
   <translation>achat</translation>
  </message>
  <message>
   <source>sell</source>
   <translation>vente</translation>
  </message>
  <message>
   <source>{state}: {reason}</source>
   <translation>{state} : {reason}</translation>
  </message>
  <message>
   <source>Placed by a teammate or from another machine</source>
   <translation>Passé par un coéquipier ou depuis une autre machine</translation>
  </message>
  <message>
   <source>Why: {why}</source>
   <translation>Pourquoi : {why}</translation>
  </message>
  <message>
   <source>Who placed it</source>
   <translation>Qui l'a passé</translation>
  </message>
  <message>
   <source>Limit, dollars per contract</source>
   <translation>Limite, en dollars par contrat</translation>
  </message>
  <message>
   <source>Filled</source>
   <translation>Exécuté</translation>
  </message>
  <message>
   <source>Contracts dealt so far</source>
   <translation>Contrats exécutés jusqu'ici</translation>
  </message>
  <message>
   <source>Age</source>
   <translation>Âge</translation>
  </message>
  <message>
   <source>Since it was placed, minutes and seconds</source>
   <translation>Depuis qu'il a été passé, en minutes et secondes</translation>
  </message>
  <message>
   <source>Until its own lifetime or its contract ends</source>
   <translation>Jusqu'à la fin de sa propre durée de vie ou de son contrat</translation>
  </message>
  <message>
   <source>The exchange counts {count} beyond the account's books; it is being checked</source>
   <translation>La bourse compte {count} de plus que les comptes tenus ici ; vérification en cours</translation>
  </message>
  <message>
   <source>The bid of {price} takes all of it</source>
   <translation>Le bid de {price} prend tout</translation>
  </message>
  <message>
   <source>Average cost {average}, realised {realised}, locks {cost}</source>
   <translation>Coût moyen {average}, réalisé {realised}, immobilise {cost}</translation>
  </message>
  <message>
   <source>account</source>
   <translation>compte</translation>
  </message>
  <message>
   <source>{instrument} {count}</source>
   <translation>{instrument} {count}</translation>
  </message>
  <message>
   <source>The exchange counts beyond our books: {list}. It is being checked.</source>
   <translation>La bourse compte au-delà de nos comptes : {list}. Vérification en cours.</translation>
  </message>
  <message>
   <source>Nobody bids</source>
   <translation>Personne ne propose de bid</translation>
  </message>
  <message>
   <source>The bid of {price} takes {size} of {held}</source>
   <translation>Le bid de {price} prend {size} sur {held}</translation>
  </message>
  <message>
   <source>settles {left}</source>
   <translation>règl. {left}</translation>
  </message>
  <message>
   <source>Intrinsic {intrinsic}, theo {theo}</source>
   <translation>Intrinsèque {intrinsic}, théo {theo}</translation>
  </message>
  <message>
   <source>cash {amount}</source>
   <translation>liquidités {amount}</translation>
  </message>
  <message>
   <source>Who holds it</source>
   <translation>Qui le détient</translation>
  </message>
  <message>
   <source>Contracts held; a teammate's sale of what was bought here counts negative</source>
   <translation>Contrats détenus ; la vente par un coéquipier de ce qui a été acheté ici compte en négatif</translation>
  </message>
  <message>
   <source>Avg cost</source>
   <translation>Coût moy.</translation>
  </message>
  <message>
   <source>Average cost, dollars per contract</source>
   <translation>Coût moyen, en dollars par contrat</translation>
  </message>
  <message>
   <source>Mark</source>
   <translation>Marque</translation>
  </message>
  <message>
   <source>What P&amp;L values one contract at: intrinsic value or theo, as the profile says</source>
   <translation>Valeur que le P&amp;L donne à un contrat : valeur intrinsèque ou théo, selon le profil</translation>
  </message>
  <message>
   <source>Value of all of it at the best bid; quiet where the bid does not take all</source>
   <translation>Valeur du tout au meilleur bid ; estompée si le bid ne prend pas tout</translation>
  </message>
  <message>
   <source>Unrealised</source>
   <translation>Latent</translation>
  </message>
  <message>
   <source>Value at the mark less what it cost</source>
   <translation>Valeur à la marque moins le coût</translation>
  </message>
  <message>
   <source>Realised</source>
   <translation>Réalisé</translation>
  </message>
  <message>
   <source>By sales of this holding so far</source>
   <translation>Par les ventes de cette position jusqu'ici</translation>
  </message>
  <message>
   <source>Ends</source>
   <translation>Fin</translation>
  </message>
  <message>
   <source>Until the contract expires and pays</source>
   <translation>Jusqu'à ce que le contrat arrive à échéance et paie</translation>
  </message>
  <message>
   <source>Locks</source>
   <translation>Immobilise</translation>
  </message>
  <message>
   <source>Cash paid for it, back at its sale or its expiry</source>
   <translation>Liquidités payées pour lui, rendues à sa vente ou à son échéance</translation>
  </message>
  <message>
   <source>{cents} cents per contract</source>
   <translation>{cents} cents par contrat</translation>
  </message>
  <message>
   <source>round {number}</source>
   <translation>manche {number}</translation>
  </message>
  <message>
   <source>scored {number}</source>
   <translation>notée {number}</translation>
  </message>
  <message>
   <source>test</source>
   <translation>test</translation>
  </message>
  <message>
   <source>{contract} · {time} left</source>
   <translation>{contract} · reste {time}</translation>
  </message>
  <message>
   <source>ask</source>
   <translation>ask</translation>
  </message>
  <message>
   <source>middle</source>
   <translation>milieu</translation>
  </message>
  <message>
   <source>bid</source>
   <translation>bid</translation>
  </message>
  <message>
   <source>model</source>
   <translation>modèle</translation>
  </message>
  <message>
   <source>manual</source>
   <translation>manuel</translation>
  </message>
  <message>
   <source>outside</source>
   <translation>ailleurs</translation>
  </message>
  <message>
   <source>bots</source>
   <translation>bots</translation>
  </message>
  <message>
   <source>chart</source>
   <translation>graphique</translation>
  </message>
  <message>
   <source>exchange</source>
   <translation>bourse</translation>
  </message>
  <message>
   <source>journal</source>
   <translation>journal</translation>
  </message>
  <message>
   <source>keys</source>
   <translation>raccourcis</translation>
  </message>
  <message>
   <source>layouts</source>
   <translation>dispositions</translation>
  </message>
  <message>
   <source>log</source>
   <translation>log</translation>
  </message>
  <message>
   <source>program</source>
   <translation>programme</translation>
  </message>
  <message>
   <source>market data</source>
   <translation>données de marché</translation>
  </message>
  <message>
   <source>practice exchange</source>
   <translation>bourse d'entraînement</translation>
  </message>
  <message>
   <source>profile</source>
   <translation>profil</translation>
  </message>
  <message>
   <source>recording</source>
   <translation>enregistrement</translation>
  </message>
  <message>
   <source>report</source>
   <translation>rapport</translation>
  </message>
  <message>
   <source>picture</source>
   <translation>image</translation>
  </message>
  <message>
   <source>secret</source>
   <translation>secret</translation>
  </message>
  <message>
   <source>secrets</source>
   <translation>secrets</translation>
  </message>
  <message>
   <source>standings</source>
   <translation>classement</translation>
  </message>
  <message>
   <source>strategies</source>
   <translation>stratégies</translation>
  </message>
  <message>
   <source>window</source>
   <translation>fenêtre</translation>
  </message>
  <message>
   <source>session of {owner}</source>
   <translation>session de {owner}</translation>
  </message>
  <message>
   <source>you</source>
   <translation>vous</translation>
  </message>
  <message>
   <source>{team} (you)</source>
   <translation>{team} (vous)</translation>
  </message>
  <message>
   <source>Rank</source>
   <translation>Rang</translation>
  </message>
  <message>
   <source>By total; teams level on points stand by their net worth</source>
   <translation>Selon le total ; à points égaux, les équipes sont classées par valeur nette</translation>
  </message>
  <message>
   <source>Net worth</source>
   <translation>Valeur nette</translation>
  </message>
  <message>
   <source>Dollars: cash, and contracts at what they would pay at the last published price</source>
   <translation>Dollars : liquidités, et contrats à ce qu'ils paieraient au dernier prix publié</translation>
  </message>
  <message>
   <source>Dollars won or lost since the round began</source>
   <translation>Dollars gagnés ou perdus depuis le début de la manche</translation>
  </message>
  <message>
   <source>Score</source>
   <translation>Score</translation>
  </message>
  <message>
   <source>Points of this round if it ended now: coefficient x (net worth - worst) / (best - worst)</source>
   <translation>Points de cette manche si elle se terminait maintenant : coefficient x (valeur nette - pire) / (meilleure - pire)</translation>
  </message>
  <message>
   <source>Points of all rounds so far, this one's as it stands included</source>
   <translation>Points de toutes les manches jusqu'ici, celle-ci comprise en l'état</translation>
  </message>
  <message>
   <source>Dollars, what working orders reserve included</source>
   <translation>Dollars, y compris ce que réservent les ordres en carnet</translation>
  </message>
  <message>
   <source>Contracts held</source>
   <translation>Contrats détenus</translation>
  </message>
  <message>
   <source>Coefficient</source>
   <translation>Coefficient</translation>
  </message>
  <message>
   <source>Points for the best team; none: the round did not count</source>
   <translation>Points de la meilleure équipe ; aucun : la manche n'a pas compté</translation>
  </message>
  <message>
   <source>You</source>
   <translation>Vous</translation>
  </message>
  <message>
   <source>Your net worth at the end, dollars</source>
   <translation>Votre valeur nette à la fin, en dollars</translation>
  </message>
  <message>
   <source>Your points for the round</source>
   <translation>Vos points de la manche</translation>
  </message>
  <message>
   <source>Your rank by total after the round</source>
   <translation>Votre rang selon le total après la manche</translation>
  </message>
  <message>
   <source>Best</source>
   <translation>Meilleure</translation>
  </message>
  <message>
   <source>The best team's net worth, dollars</source>
   <translation>La valeur nette de la meilleure équipe, en dollars</translation>
  </message>
  <message>
   <source>Worst</source>
   <translation>Pire</translation>
  </message>
  <message>
   <source>The worst team's net worth, dollars</source>
   <translation>La valeur nette de la pire équipe, en dollars</translation>
  </message>
  <message>
   <source>Winner</source>
   <translation>Vainqueur</translation>
  </message>
  <message>
   <source>{contracts} contracts in {instruments} instruments</source>
   <translation>{contracts} contrats sur {instruments} instruments</translation>
  </message>
  <message>
   <source>Won or lost in this round</source>
   <translation>Gagné ou perdu dans cette manche</translation>
  </message>
  <message>
   <source>broken off</source>
   <translation>interrompu</translation>
  </message>
  <message>
   <source>being recorded</source>
   <translation>en cours</translation>
  </message>
  <message>
   <source>empty</source>
   <translation>vide</translation>
  </message>
  <message>
   <source>{count} update</source>
   <translation>{count} mise à jour</translation>
  </message>
  <message>
   <source>{count} updates</source>
   <translation>{count} mises à jour</translation>
  </message>
  <message>
   <source>Practice</source>
   <translation>Entraînement</translation>
  </message>
  <message>
   <source>Live</source>
   <translation>Réel</translation>
  </message>
  <message>
   <source>with gaps, {times}</source>
   <translation>lacunaire, {times}</translation>
  </message>
  <message>
   <source>This window records it; it can be played once its round has ended.</source>
   <translation>Cette fenêtre l'enregistre ; il pourra être lu une fois sa manche terminée.</translation>
  </message>
  <message>
   <source>The program that recorded it did not end it, so how long it is is not known. It plays as far as it goes.</source>
   <translation>Le programme qui l'enregistrait ne l'a pas terminé, sa durée n'est donc pas connue. Il se lit jusqu'où il va.</translation>
  </message>
  <message>
   <source>{count} update is missing: the disk was too slow.</source>
   <translation>{count} mise à jour manque : le disque était trop lent.</translation>
  </message>
  <message>
   <source>{count} updates are missing: the disk was too slow.</source>
   <translation>{count} mises à jour manquent : le disque était trop lent.</translation>
  </message>
  <message>
   <source>Recorded</source>
   <translation>Enregistré</translation>
  </message>
  <message>
   <source>When the recording began, in the time of this machine</source>
   <translation>Quand l'enregistrement a commencé, à l'heure de cette machine</translation>
  </message>
  <message>
   <source>Practice exchange or the competition's, and the profile that watched it</source>
   <translation>Bourse d'entraînement ou celle de la compétition, et le profil qui l'observait</translation>
  </message>
  <message>
   <source>Its name, or its number in the program that recorded it</source>
   <translation>Son nom, ou son numéro dans le programme qui l'a enregistrée</translation>
  </message>
  <message>
   <source>From – to</source>
   <translation>De – à</translation>
  </message>
  <message>
   <source>What of the round is on it, on the round's clock; sorts by its length</source>
   <translation>Ce qu'il contient de la manche, à l'horloge de la manche ; trie par durée</translation>
  </message>
  <message>
   <source>MB</source>
   <translation>Mo</translation>
  </message>
  <message>
   <source>Size of the file, in millions of bytes</source>
   <translation>Taille du fichier, en millions d'octets</translation>
  </message>
  <message>
   <source>{change} since {price}</source>
   <translation>{change} depuis {price}</translation>
  </message>
  <message>
   <source>Best price someone buys at, dollars</source>
   <translation>Meilleur prix auquel quelqu'un achète, en dollars</translation>
  </message>
  <message>
   <source>Best price someone sells at, dollars</source>
   <translation>Meilleur prix auquel quelqu'un vend, en dollars</translation>
  </message>
  <message>
   <source>Spread</source>
   <translation>Écart</translation>
  </message>
  <message>
   <source>Ask less bid, dollars</source>
   <translation>Ask moins bid, en dollars</translation>
  </message>
  <message>
   <source>Last</source>
   <translation>Dernier</translation>
  </message>
  <message>
   <source>Last traded price, or an underlying's last published price, dollars</source>
   <translation>Dernier prix négocié, ou dernier prix publié d'un sous-jacent, en dollars</translation>
  </message>
  <message>
   <source>Time to expiry, minutes and seconds</source>
   <translation>Temps jusqu'à l'échéance, en minutes et secondes</translation>
  </message>
  <message>
   <source>Contracts at the best bid</source>
   <translation>Contrats au meilleur bid</translation>
  </message>
  <message>
   <source>Contracts at the best ask</source>
   <translation>Contrats au meilleur ask</translation>
  </message>
  <message>
   <source>Change</source>
   <translation>Var.</translation>
  </message>
  <message>
   <source>Last price against a minute ago, or against a contract's first trade, dollars</source>
   <translation>Dernier prix par rapport à il y a une minute, ou au premier échange d'un contrat, en dollars</translation>
  </message>
  <message>
   <source>The practice exchange has played its last round. Your bots wait.</source>
   <translation>La bourse d'entraînement a joué sa dernière manche. Vos bots attendent.</translation>
  </message>
  <message>
   <source>The practice exchange has ended: no prices come, its orders and positions are gone with it. Your bots wait.</source>
   <translation>La bourse d'entraînement s'est arrêtée : plus de prix, ses ordres et positions ont disparu avec elle. Vos bots attendent.</translation>
  </message>
  <message>
   <source>Not connected. {reason} No order leaves this machine; orders and positions at the exchange are left as they are.</source>
   <translation>Non connecté. {reason} Aucun ordre ne quitte cette machine ; les ordres et les positions restent tels quels à la bourse.</translation>
  </message>
  <message>
   <source>Nothing is played back. {reason}</source>
   <translation>Rien n'est rejoué. {reason}</translation>
  </message>
  <message>
   <source>Kill switch: new orders are blocked, all orders are being cancelled.</source>
   <translation>Arrêt d'urgence : les nouveaux ordres sont bloqués, tous les ordres sont en cours d'annulation.</translation>
  </message>
  <message>
   <source>Kill switch ({trigger}): {report} The bots are stopped and trading stays halted.</source>
   <translation>Arrêt d'urgence ({trigger}) : {report} Les bots sont arrêtés et le trading reste arrêté.</translation>
  </message>
  <message>
   <source>The kill switch is armed again. Trading stays halted until you lift the halt; the bots wait for their Start.</source>
   <translation>L'arrêt d'urgence est de nouveau armé. Le trading reste arrêté jusqu'à ce que vous leviez l'arrêt ; les bots attendent leur démarrage.</translation>
  </message>
  <message>
   <source>Live, and not armed: bots run and watch, no order leaves this machine.</source>
   <translation>Réel, et non armé : les bots sont en marche et observent, aucun ordre ne quitte cette machine.</translation>
  </message>
  <message>
   <source>Closing: bots are stopped and their working orders cancelled. Close again to hurry, a third time to force it.</source>
   <translation>Fermeture : les bots sont arrêtés et leurs ordres en carnet annulés. Fermez de nouveau pour accélérer, une troisième fois pour forcer.</translation>
  </message>
  <message>
   <source>Nothing is known of {address}.</source>
   <translation>On ne sait rien de {address}.</translation>
  </message>
  <message>
   <source>Dismiss</source>
   <translation>Fermer</translation>
  </message>
  <message>
   <source>Another recording</source>
   <translation>Autre enregistrement</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Réessayer</translation>
  </message>
  <message>
   <source>Arm again</source>
   <translation>Réarmer</translation>
  </message>
  <message>
   <source>Lift the halt</source>
   <translation>Lever l'arrêt</translation>
  </message>
  <message>
   <source>Dismiss (Esc in the window)</source>
   <translation>Fermer (Échap dans la fenêtre)</translation>
  </message>
  <message>
   <source>Dismiss this message</source>
   <translation>Fermer ce message</translation>
  </message>
  <message>
   <source>Details</source>
   <translation>Détails</translation>
  </message>
  <message>
   <source>Show the full message and its traceback</source>
   <translation>Afficher le message complet et sa trace d'appels</translation>
  </message>
  <message>
   <source>All together</source>
   <translation>Tous ensemble</translation>
  </message>
  <message>
   <source>Whose books</source>
   <translation>Portefeuille de qui</translation>
  </message>
  <message>
   <source>Whose books are shown</source>
   <translation>De qui le portefeuille est affiché</translation>
  </message>
  <message>
   <source>Enter: chart    Ctrl+Enter: ladder    Alt+Enter: ticket</source>
   <translation>Entrée : graphique    Ctrl+Entrée : échelle    Alt+Entrée : ticket</translation>
  </message>
  <message>
   <source>Enter: chart</source>
   <translation>Entrée : graphique</translation>
  </message>
  <message>
   <source>panel</source>
   <translation>panneau</translation>
  </message>
  <message>
   <source>contract</source>
   <translation>contrat</translation>
  </message>
  <message>
   <source>Start {bot}</source>
   <translation>Démarrer {bot}</translation>
  </message>
  <message>
   <source>Stop {bot}</source>
   <translation>Arrêter {bot}</translation>
  </message>
  <message>
   <source>layout</source>
   <translation>disposition</translation>
  </message>
  <message>
   <source>Resume {bot}</source>
   <translation>Reprendre {bot}</translation>
  </message>
  <message>
   <source>Market watch</source>
   <translation>Marché</translation>
  </message>
  <message>
   <source>Ladder</source>
   <translation>Échelle</translation>
  </message>
  <message>
   <source>Mispricing</source>
   <translation>Écarts de prix</translation>
  </message>
  <message>
   <source>Smile</source>
   <translation>Smile</translation>
  </message>
  <message>
   <source>Replay</source>
   <translation>Relecture</translation>
  </message>
  <message>
   <source>Play money on the exchange of this machine</source>
   <translation>Argent fictif à la bourse de cette machine</translation>
  </message>
  <message>
   <source>A recording is played back; nothing can be traded</source>
   <translation>Un enregistrement est relu ; rien ne peut être négocié</translation>
  </message>
  <message>
   <source>Orders go to the competition's exchange</source>
   <translation>Les ordres vont à la bourse de la compétition</translation>
  </message>
  <message>
   <source>waiting for the round</source>
   <translation>attente de la manche</translation>
  </message>
  <message>
   <source>the feed is silent</source>
   <translation>le flux est muet</translation>
  </message>
  <message>
   <source>it is looked through</source>
   <translation>on le parcourt</translation>
  </message>
  <message>
   <source>it plays</source>
   <translation>il est rejoué</translation>
  </message>
  <message>
   <source>it stands still</source>
   <translation>il est en pause</translation>
  </message>
  <message>
   <source>it goes on to another moment</source>
   <translation>il va à un autre moment</translation>
  </message>
  <message>
   <source>it is at its end</source>
   <translation>il est à sa fin</translation>
  </message>
  <message>
   <source>Connection…</source>
   <translation>Connexion…</translation>
  </message>
  <message>
   <source>Other profiles…</source>
   <translation>Autres profils…</translation>
  </message>
  <message>
   <source>Another profile</source>
   <translation>Un autre profil</translation>
  </message>
  <message>
   <source>Go on with the profile {name}?</source>
   <translation>Continuer avec le profil {name} ?</translation>
  </message>
  <message>
   <source>This one's bots are stopped and their working orders cancelled.</source>
   <translation>Les bots de celui-ci sont arrêtés et leurs ordres en carnet annulés.</translation>
  </message>
  <message>
   <source>{help}. Profile {name}, {address}: {state}</source>
   <translation>{help}. Profil {name}, {address} : {state}</translation>
  </message>
  <message>
   <source>{kind}, profile {name}, {state}</source>
   <translation>{kind}, profil {name}, {state}</translation>
  </message>
  <message>
   <source>Where this profile trades</source>
   <translation>Où ce profil négocie</translation>
  </message>
  <message>
   <source>Stop and go on</source>
   <translation>Arrêter et continuer</translation>
  </message>
  <message>
   <source>Stay</source>
   <translation>Rester</translation>
  </message>
  <message>
   <source>Close this window's session in order, then open that profile</source>
   <translation>Fermer proprement la session de cette fenêtre, puis ouvrir ce profil</translation>
  </message>
  <message>
   <source>Filter</source>
   <translation>Filtre</translation>
  </message>
  <message>
   <source>Rows that have all these words: bot, instrument, side, state</source>
   <translation>Lignes qui contiennent tous ces mots : bot, instrument, sens, état</translation>
  </message>
  <message>
   <source>Show in ladder</source>
   <translation>Afficher dans le carnet échelle</translation>
  </message>
  <message>
   <source>Copy as CSV</source>
   <translation>Copier en CSV</translation>
  </message>
  <message>
   <source>Sort by this column</source>
   <translation>Trier selon cette colonne</translation>
  </message>
  <message>
   <source>Filter the rows</source>
   <translation>Filtrer les lignes</translation>
  </message>
  <message>
   <source>{count} row copied.</source>
   <translation>{count} ligne copiée.</translation>
  </message>
  <message>
   <source>{count} rows copied.</source>
   <translation>{count} lignes copiées.</translation>
  </message>
  <message>
   <source>Copy the selected rows as CSV, or all that are shown</source>
   <translation>Copier en CSV les lignes sélectionnées, ou toutes celles qui sont affichées</translation>
  </message>
  <message>
   <source>Sort by the column that the keyboard is in, the other way the second time</source>
   <translation>Trier selon la colonne où se trouve le clavier, dans l'autre sens la deuxième fois</translation>
  </message>
  <message>
   <source>No row matches the filter. Escape in the filter box clears it.</source>
   <translation>Aucune ligne ne correspond au filtre. Échap dans le champ du filtre l'efface.</translation>
  </message>
  <message>
   <source>{shown} of {all} shown; {count}</source>
   <translation>{shown} sur {all} affichées ; {count}</translation>
  </message>
  <message>
   <source>{shown} of {all} shown</source>
   <translation>{shown} sur {all} affichées</translation>
  </message>
  <message>
   <source>Going to {time}…</source>
   <translation>On va à {time}…</translation>
  </message>
  <message>
   <source>The recording ends here</source>
   <translation>L'enregistrement s'arrête ici</translation>
  </message>
  <message>
   <source>Playback</source>
   <translation>Lecture</translation>
  </message>
  <message>
   <source>Position in the round</source>
   <translation>Position dans la manche</translation>
  </message>
  <message>
   <source>Go to a moment of the round: what lies between is played at once, going back from the beginning</source>
   <translation>Aller à un moment de la manche : ce qui est entre les deux est rejoué d'un coup, en arrière depuis le début</translation>
  </message>
  <message>
   <source>{now} of {whole}</source>
   <translation>{now} sur {whole}</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>Vitesse</translation>
  </message>
  <message>
   <source>How fast it plays</source>
   <translation>À quelle vitesse il est rejoué</translation>
  </message>
  <message>
   <source>Play or pause</source>
   <translation>Lecture ou pause</translation>
  </message>
  <message>
   <source>One update further</source>
   <translation>Une mise à jour plus loin</translation>
  </message>
  <message>
   <source>Ten seconds back</source>
   <translation>Dix secondes en arrière</translation>
  </message>
  <message>
   <source>Ten seconds further</source>
   <translation>Dix secondes plus loin</translation>
  </message>
  <message>
   <source>To the beginning of the recording</source>
   <translation>Au début de l'enregistrement</translation>
  </message>
  <message>
   <source>Play faster</source>
   <translation>Lire plus vite</translation>
  </message>
  <message>
   <source>Play slower</source>
   <translation>Lire plus lentement</translation>
  </message>
  <message>
   <source>Stay here</source>
   <translation>Rester ici</translation>
  </message>
  <message>
   <source>Leave the recording</source>
   <translation>Quitter l'enregistrement</translation>
  </message>
  <message>
   <source>Leave</source>
   <translation>Quitter</translation>
  </message>
  <message>
   <source>Looking through the recording: {share}</source>
   <translation>Parcours de l'enregistrement : {share}</translation>
  </message>
  <message>
   <source>Play</source>
   <translation>Lecture</translation>
  </message>
  <message>
   <source>Future</source>
   <translation>Future</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Call</translation>
  </message>
  <message>
   <source>Put</source>
   <translation>Put</translation>
  </message>
  <message>
   <source>Expiry, counted from the nearest; rolls by itself</source>
   <translation>Échéance, comptée depuis la plus proche ; roule d'elle-même</translation>
  </message>
  <message>
   <source>Strike, counted from the one at the money upwards</source>
   <translation>Prix d'exercice, compté vers le haut depuis celui à la monnaie</translation>
  </message>
  <message>
   <source>Pin: stay on this very contract instead of rolling to the next (P in the chart)</source>
   <translation>Épingler : rester sur ce contrat précis au lieu de rouler vers le suivant (P dans le graphique)</translation>
  </message>
  <message>
   <source>started</source>
   <translation>démarré</translation>
  </message>
  <message>
   <source>the program was restarted</source>
   <translation>le programme a été redémarré</translation>
  </message>
  <message>
   <source>{name} from {before} to {after}</source>
   <translation>{name} de {before} à {after}</translation>
  </message>
  <message>
   <source>{what}: {more}</source>
   <translation>{what} : {more}</translation>
  </message>
  <message>
   <source>share of the cash</source>
   <translation>part des liquidités</translation>
  </message>
  <message>
   <source>equal orders</source>
   <translation>ordres identiques</translation>
  </message>
  <message>
   <source>capital in use</source>
   <translation>capital engagé</translation>
  </message>
  <message>
   <source>loss of one bot</source>
   <translation>perte d'un bot</translation>
  </message>
  <message>
   <source>loss of all together</source>
   <translation>perte de tous ensemble</translation>
  </message>
  <message>
   <source>order's cost</source>
   <translation>coût de l'ordre</translation>
  </message>
  <message>
   <source>order size</source>
   <translation>taille de l'ordre</translation>
  </message>
  <message>
   <source>position</source>
   <translation>position</translation>
  </message>
  <message>
   <source>position in one underlying</source>
   <translation>position sur un sous-jacent</translation>
  </message>
  <message>
   <source>share of pending orders</source>
   <translation>part des ordres en attente</translation>
  </message>
  <message>
   <source>price band</source>
   <translation>bande de prix</translation>
  </message>
  <message>
   <source>own orders meet</source>
   <translation>ordres propres face à face</translation>
  </message>
  <message>
   <source>A team of your choice</source>
   <translation>Une équipe de votre choix</translation>
  </message>
  <message>
   <source>The figures follow the standings; type over any of them to try another.</source>
   <translation>Les chiffres suivent le classement ; remplacez n'importe lequel pour en essayer un autre.</translation>
  </message>
  <message>
   <source>There are no standings to take the figures from: type them, for instance from the exchange's web page.</source>
   <translation>Il n'y a pas de classement d'où tirer les chiffres : saisissez-les, par exemple d'après la page web de la bourse.</translation>
  </message>
  <message>
   <source>Figures that you typed stay as they are.</source>
   <translation>Les chiffres que vous avez saisis restent tels quels.</translation>
  </message>
  <message>
   <source>No net worth in this round is enough to catch that team: at most {most} points are to be had.</source>
   <translation>Aucune valeur nette dans cette manche ne suffit pour rattraper cette équipe : {most} points au plus sont à prendre.</translation>
  </message>
  <message>
   <source>Enough to catch that team: it would still be with ${spare} less, the others as they are.</source>
   <translation>Assez pour rattraper cette équipe : ce le serait encore avec {spare} $ de moins, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>To catch that team, the round must end with at least ${worth}: ${more} more than now, the others as they are.</source>
   <translation>Pour rattraper cette équipe, la manche doit se terminer avec au moins {worth} $ : {more} $ de plus que maintenant, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>No net worth in this round is enough to reach rank {rank}: at most {most} points are to be had.</source>
   <translation>Aucune valeur nette dans cette manche ne suffit pour atteindre le rang {rank} : {most} points au plus sont à prendre.</translation>
  </message>
  <message>
   <source>Enough to reach rank {rank}: it would still be with ${spare} less, the others as they are.</source>
   <translation>Assez pour atteindre le rang {rank} : ce le serait encore avec {spare} $ de moins, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>To reach rank {rank}, the round must end with at least ${worth}: ${more} more than now, the others as they are.</source>
   <translation>Pour atteindre le rang {rank}, la manche doit se terminer avec au moins {worth} $ : {more} $ de plus que maintenant, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>No net worth in this round is enough to reach rank {rank}, level with {team}: at most {most} points are to be had.</source>
   <translation>Aucune valeur nette dans cette manche ne suffit pour atteindre le rang {rank}, à égalité avec {team} : {most} points au plus sont à prendre.</translation>
  </message>
  <message>
   <source>Enough to reach rank {rank}, level with {team}: it would still be with ${spare} less, the others as they are.</source>
   <translation>Assez pour atteindre le rang {rank}, à égalité avec {team} : ce le serait encore avec {spare} $ de moins, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>To reach rank {rank}, level with {team}, the round must end with at least ${worth}: ${more} more than now, the others as they are.</source>
   <translation>Pour atteindre le rang {rank}, à égalité avec {team}, la manche doit se terminer avec au moins {worth} $ : {more} $ de plus que maintenant, les autres restant tels quels.</translation>
  </message>
  <message>
   <source>Another ${amount} brings {points} points.</source>
   <translation>{amount} $ de plus rapportent {points} points.</translation>
  </message>
  <message>
   <source>You have the most: more brings no further points, it only lowers those of the others.</source>
   <translation>Vous avez le plus : davantage ne rapporte pas d'autres points, cela ne fait que baisser ceux des autres.</translation>
  </message>
  <message>
   <source>Rank to reach</source>
   <translation>Rang à atteindre</translation>
  </message>
  <message>
   <source>Which rank to reach after this round, all rounds together</source>
   <translation>Quel rang atteindre après cette manche, toutes manches confondues</translation>
  </message>
  <message>
   <source>Follow the standings</source>
   <translation>Suivre le classement</translation>
  </message>
  <message>
   <source>Take all figures from the standings again</source>
   <translation>Reprendre tous les chiffres du classement</translation>
  </message>
  <message>
   <source>points</source>
   <translation>points</translation>
  </message>
  <message>
   <source>Points for the round's best team</source>
   <translation>Points de la meilleure équipe de la manche</translation>
  </message>
  <message>
   <source>Your net worth</source>
   <translation>Votre valeur nette</translation>
  </message>
  <message>
   <source>At the round's end, or now</source>
   <translation>À la fin de la manche, ou maintenant</translation>
  </message>
  <message>
   <source>Best of the others</source>
   <translation>Meilleure des autres</translation>
  </message>
  <message>
   <source>The highest net worth of another team</source>
   <translation>La valeur nette la plus haute d'une autre équipe</translation>
  </message>
  <message>
   <source>Worst of the others</source>
   <translation>Pire des autres</translation>
  </message>
  <message>
   <source>The lowest net worth of another team</source>
   <translation>La valeur nette la plus basse d'une autre équipe</translation>
  </message>
  <message>
   <source>To reach</source>
   <translation>À atteindre</translation>
  </message>
  <message>
   <source>Your points before</source>
   <translation>Vos points d'avant</translation>
  </message>
  <message>
   <source>Of the rounds before this one</source>
   <translation>Des manches précédant celle-ci</translation>
  </message>
  <message>
   <source>Its points before</source>
   <translation>Ses points d'avant</translation>
  </message>
  <message>
   <source>The team's to be caught</source>
   <translation>De l'équipe à rattraper</translation>
  </message>
  <message>
   <source>Its net worth</source>
   <translation>Sa valeur nette</translation>
  </message>
  <message>
   <source>The team's to be caught, in this round</source>
   <translation>De l'équipe à rattraper, dans cette manche</translation>
  </message>
  <message>
   <source>dollars</source>
   <translation>dollars</translation>
  </message>
  <message>
   <source>{name}, {unit}</source>
   <translation>{name}, {unit}</translation>
  </message>
  <message>
   <source>Rank {rank}: {team}</source>
   <translation>Rang {rank} : {team}</translation>
  </message>
  <message>
   <source>{points} of {most} points, if the round ended like this.</source>
   <translation>{points} points sur {most}, si la manche se terminait ainsi.</translation>
  </message>
  <message>
   <source>Rank {rank}</source>
   <translation>Rang {rank}</translation>
  </message>
  <message>
   <source>Points {points}</source>
   <translation>Points {points}</translation>
  </message>
  <message>
   <source>The worst of the others cannot have more than the best.</source>
   <translation>La pire des autres ne peut pas avoir plus que la meilleure.</translation>
  </message>
  <message>
   <source>{field}: {problem}</source>
   <translation>{field} : {problem}</translation>
  </message>
  <message>
   <source>Settlements ahead</source>
   <translation>Règlements à venir</translation>
  </message>
  <message>
   <source>{underlying}, {count} contract, settles in {left} s, {cost} locked</source>
   <translation>{underlying}, {count} contrat, règlement dans {left} s, {cost} immobilisés</translation>
  </message>
  <message>
   <source>{underlying}, {count} contracts, settles in {left} s, {cost} locked</source>
   <translation>{underlying}, {count} contrats, règlement dans {left} s, {cost} immobilisés</translation>
  </message>
  <message>
   <source>settling</source>
   <translation>en règlement</translation>
  </message>
  <message>
   <source>at the present price</source>
   <translation>au prix actuel</translation>
  </message>
  <message>
   <source>a sigma below</source>
   <translation>un sigma au-dessous</translation>
  </message>
  <message>
   <source>a sigma above</source>
   <translation>un sigma au-dessus</translation>
  </message>
  <message>
   <source>after a jump, the worse of two</source>
   <translation>après un saut, le pire de deux</translation>
  </message>
  <message>
   <source>a loss with {percent}</source>
   <translation>une perte dans {percent} des cas</translation>
  </message>
  <message>
   <source>P&amp;L now</source>
   <translation>P&amp;L actuel</translation>
  </message>
  <message>
   <source>contracts, P&amp;L now</source>
   <translation>contrats, P&amp;L actuel</translation>
  </message>
  <message>
   <source>±σ: -1 … +1 sigma</source>
   <translation>±σ : -1 … +1 sigma</translation>
  </message>
  <message>
   <source>chance of a loss, the worse of two jumps</source>
   <translation>probabilité de perte, le pire de deux sauts</translation>
  </message>
  <message>
   <source>bar: to the sigmas, line: to the jumps</source>
   <translation>barre : aux sigmas, trait : aux sauts</translation>
  </message>
  <message>
   <source>now</source>
   <translation>maint.</translation>
  </message>
  <message>
   <source>jump {amount}</source>
   <translation>saut {amount}</translation>
  </message>
  <message>
   <source>{amount} {name} ({price})</source>
   <translation>{amount} {name} ({price})</translation>
  </message>
  <message>
   <source>±σ</source>
   <translation>±σ</translation>
  </message>
  <message>
   <source>loss {percent}</source>
   <translation>perte {percent}</translation>
  </message>
  <message>
   <source>The file {file}, which keeps a profile to one window, cannot be made.</source>
   <translation>Le fichier {file}, qui réserve un profil à une seule fenêtre, ne peut pas être créé.</translation>
  </message>
  <message>
   <source>Show what comes from one source</source>
   <translation>Afficher ce qui vient d'une seule source</translation>
  </message>
  <message>
   <source>All sources</source>
   <translation>Toutes les sources</translation>
  </message>
  <message>
   <source>AlgoTrade could not start.</source>
   <translation>AlgoTrade n’a pas pu démarrer.</translation>
  </message>
  <message>
   <source>every second update</source>
   <translation>une mise à jour sur deux</translation>
  </message>
  <message>
   <source>○ disconnected</source>
   <translation>○ déconnecté</translation>
  </message>
  <message>
   <source>◐ connecting</source>
   <translation>◐ connexion</translation>
  </message>
  <message>
   <source>◐ waiting for the round</source>
   <translation>◐ attente de la manche</translation>
  </message>
  <message>
   <source>● live</source>
   <translation>● en direct</translation>
  </message>
  <message>
   <source>◐ feed is silent</source>
   <translation>◐ flux muet</translation>
  </message>
  <message>
   <source>○ closed</source>
   <translation>○ fermé</translation>
  </message>
  <message>
   <source>◐ loading</source>
   <translation>◐ chargement</translation>
  </message>
  <message>
   <source>● playing</source>
   <translation>● lecture</translation>
  </message>
  <message>
   <source>◐ paused</source>
   <translation>◐ en pause</translation>
  </message>
  <message>
   <source>◐ going there</source>
   <translation>◐ on y va</translation>
  </message>
  <message>
   <source>○ at the end</source>
   <translation>○ à la fin</translation>
  </message>
  <message>
   <source>Size of this round's recording</source>
   <translation>Taille de l'enregistrement de cette manche</translation>
  </message>
  <message>
   <source>{age} ms old</source>
   <translation>il y a {age} ms</translation>
  </message>
  <message>
   <source>{size} MB</source>
   <translation>{size} Mo</translation>
  </message>
  <message>
   <source>sessions</source>
   <translation>sessions</translation>
  </message>
  <message>
   <source>paint</source>
   <translation>dessin</translation>
  </message>
  <message>
   <source>Errors and warnings of this run ({keys})</source>
   <translation>Erreurs et avertissements de cette exécution ({keys})</translation>
  </message>
  <message>
   <source>{count} error</source>
   <translation>{count} erreur</translation>
  </message>
  <message>
   <source>{count} errors</source>
   <translation>{count} erreurs</translation>
  </message>
  <message>
   <source>The market-data connection</source>
   <translation>La connexion aux données de marché</translation>
  </message>
  <message>
   <source>Age of the newest update</source>
   <translation>Âge de la dernière mise à jour</translation>
  </message>
  <message>
   <source>Contracts that can be traded now</source>
   <translation>Contrats négociables à présent</translation>
  </message>
  <message>
   <source>Connections on which bots and the window trade</source>
   <translation>Connexions par lesquelles les bots et la fenêtre négocient</translation>
  </message>
  <message>
   <source>Time to draw one update, the median of the newest ones</source>
   <translation>Temps pour dessiner une mise à jour, médiane des plus récentes</translation>
  </message>
  <message>
   <source>Drawing took too long, so every second update is left out</source>
   <translation>Le dessin a pris trop de temps, une mise à jour sur deux est donc omise</translation>
  </message>
  <message>
   <source>◐ closing</source>
   <translation>◐ fermeture</translation>
  </message>
  <message>
   <source>○ practice exchange ended</source>
   <translation>○ bourse d'entraînement terminée</translation>
  </message>
  <message>
   <source>○ not connected</source>
   <translation>○ non connecté</translation>
  </message>
  <message>
   <source>{count} warning</source>
   <translation>{count} avertissement</translation>
  </message>
  <message>
   <source>{count} warnings</source>
   <translation>{count} avertissements</translation>
  </message>
  <message>
   <source>{age} s old</source>
   <translation>il y a {age} s</translation>
  </message>
  <message>
   <source>Strategies that can be added</source>
   <translation>Stratégies qui peuvent être ajoutées</translation>
  </message>
  <message>
   <source>Strategies: {names}</source>
   <translation>Stratégies : {names}</translation>
  </message>
  <message>
   <source>No strategy found. Put a Python file with a bot class into {folder}.</source>
   <translation>Aucune stratégie trouvée. Placez un fichier Python avec une classe de bot dans {folder}.</translation>
  </message>
  <message>
   <source>{count} more</source>
   <translation>{count} de plus</translation>
  </message>
  <message>
   <source>Type a price and a size to see what it can come to.</source>
   <translation>Saisissez un prix et une taille pour voir ce que cela peut donner.</translation>
  </message>
  <message>
   <source>The legs do not settle at one price: there is no one picture of what they come to.</source>
   <translation>Les jambes ne sont pas réglées à un même prix : il n'y a pas d'image unique de leur résultat.</translation>
  </message>
  <message>
   <source>no end</source>
   <translation>sans limite</translation>
  </message>
  <message>
   <source>Worst {worst}</source>
   <translation>Pire {worst}</translation>
  </message>
  <message>
   <source>best {best}</source>
   <translation>meilleur {best}</translation>
  </message>
  <message>
   <source>Reserves {cash} of {free} free</source>
   <translation>Réserve {cash} sur {free} libres</translation>
  </message>
  <message>
   <source>Reserves contracts: {count}</source>
   <translation>Réserve des contrats : {count}</translation>
  </message>
  <message>
   <source>size {count}</source>
   <translation>taille {count}</translation>
  </message>
  <message>
   <source>mean {mean}</source>
   <translation>moyenne {mean}</translation>
  </message>
  <message>
   <source>gain {chance}</source>
   <translation>gain {chance}</translation>
  </message>
  <message>
   <source>The underlying has no price yet.</source>
   <translation>Le sous-jacent n'a pas encore de prix.</translation>
  </message>
  <message>
   <source>Until the contract expires</source>
   <translation>Jusqu'à l'échéance du contrat</translation>
  </message>
  <message>
   <source>Limit price</source>
   <translation>Prix limite</translation>
  </message>
  <message>
   <source>Dollars per contract; arrows and wheel step (Alt+P)</source>
   <translation>Dollars par contrat ; flèches et molette font un pas (Alt+P)</translation>
  </message>
  <message>
   <source>How many contracts (Alt+Q)</source>
   <translation>Combien de contrats (Alt+Q)</translation>
  </message>
  <message>
   <source>Dollars to reserve at most: as many contracts as fit (Alt+Q)</source>
   <translation>Dollars à réserver au plus : autant de contrats qu'il en tient (Alt+Q)</translation>
  </message>
  <message>
   <source>Size by</source>
   <translation>Taille par</translation>
  </message>
  <message>
   <source>Tell the size in contracts or by the cash that it may take</source>
   <translation>Indiquer la taille en contrats ou par les liquidités qu'elle peut prendre</translation>
  </message>
  <message>
   <source>cash</source>
   <translation>liquidités</translation>
  </message>
  <message>
   <source>Lifetime in ms</source>
   <translation>Durée de vie en ms</translation>
  </message>
  <message>
   <source>How long the order may work, on the round's clock</source>
   <translation>Combien de temps l'ordre peut rester en carnet, à l'horloge de la manche</translation>
  </message>
  <message>
   <source>What the exchange sets aside while the orders work</source>
   <translation>Ce que la bourse met de côté tant que les ordres sont en carnet</translation>
  </message>
  <message>
   <source>At expiry, if all deals at its limit, against not trading; a sale gives up what the contracts would have paid. Mean and chance of a gain as the model sees the settlement.</source>
   <translation>À l'échéance, si tout s'exécute à sa limite, par rapport à ne rien négocier ; une vente renonce à ce que les contrats auraient payé. Moyenne et probabilité de gain selon le règlement vu par le modèle.</translation>
  </message>
  <message>
   <source>Legs, in the order in which they are sent</source>
   <translation>Jambes, dans l'ordre de leur envoi</translation>
  </message>
  <message>
   <source>+ leg</source>
   <translation>+ jambe</translation>
  </message>
  <message>
   <source>− leg</source>
   <translation>− jambe</translation>
  </message>
  <message>
   <source>Clear</source>
   <translation>Vider</translation>
  </message>
  <message>
   <source>Take this price: {name} ({keys})</source>
   <translation>Prendre ce prix : {name} ({keys})</translation>
  </message>
  <message>
   <source>&amp;Price $</source>
   <translation>&amp;Prix $</translation>
  </message>
  <message>
   <source>&amp;Quantity</source>
   <translation>&amp;Quantité</translation>
  </message>
  <message>
   <source>Lives</source>
   <translation>Durée</translation>
  </message>
  <message>
   <source>Arrange the panels: shipped layouts and your own</source>
   <translation>Disposer les panneaux : dispositions fournies et les vôtres</translation>
  </message>
  <message>
   <source>Theme, language, sound, keys, messages</source>
   <translation>Thème, langue, son, touches, messages</translation>
  </message>
  <message>
   <source>Realised and unrealised of this round, all bots, in dollars</source>
   <translation>Réalisé et latent de cette manche, tous les bots, en dollars</translation>
  </message>
  <message>
   <source>Toolbar</source>
   <translation>Barre d'outils</translation>
  </message>
  <message>
   <source>Layouts</source>
   <translation>Dispositions</translation>
  </message>
  <message>
   <source>Panels</source>
   <translation>Panneaux</translation>
  </message>
  <message>
   <source>Show and hide panels</source>
   <translation>Afficher et masquer des panneaux</translation>
  </message>
  <message>
   <source>Menu</source>
   <translation>Menu</translation>
  </message>
  <message>
   <source>How much of the round is over</source>
   <translation>Part écoulée de la manche</translation>
  </message>
  <message>
   <source>Cash $</source>
   <translation>Cash $</translation>
  </message>
  <message>
   <source>P&amp;L $</source>
   <translation>P&amp;L $</translation>
  </message>
  <message>
   <source>Round {name}</source>
   <translation>Manche {name}</translation>
  </message>
  <message>
   <source>Time of the round, and how long it lasts: {name}</source>
   <translation>Temps de la manche, et sa durée : {name}</translation>
  </message>
  <message>
   <source>Menu {name}</source>
   <translation>Menu {name}</translation>
  </message>
  <message>
   <source>Search  {keys}</source>
   <translation>Rechercher  {keys}</translation>
  </message>
  <message>
   <source>Find any action, instrument, bot or panel ({keys})</source>
   <translation>Trouver toute action, tout instrument, bot ou panneau ({keys})</translation>
  </message>
  <message>
   <source>Cash of the account, in dollars</source>
   <translation>Liquidités du compte, en dollars</translation>
  </message>
  <message>
   <source>Free {free}, reserved for orders {reserved}</source>
   <translation>Libres {free}, réservées aux ordres {reserved}</translation>
  </message>
  <message>
   <source>coefficient {number}</source>
   <translation>coefficient {number}</translation>
  </message>
  <message>
   <source>orders arrive {late} ms late</source>
   <translation>les ordres arrivent avec {late} ms de retard</translation>
  </message>
  <message>
   <source>Skip</source>
   <translation>Passer</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Précédent</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>Suivant</translation>
  </message>
  <message>
   <source>{step} of {all}</source>
   <translation>{step} sur {all}</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Terminer</translation>
  </message>
  <message>
   <source>Prices</source>
   <translation>Prix</translation>
  </message>
  <message>
   <source>Every contract of the round with its best bid and ask. Choose one and press Enter, or click it twice, to see it in the chart.</source>
   <translation>Chaque contrat de la manche avec son meilleur bid et son meilleur ask. Choisissez-en un et appuyez sur Entrée, ou cliquez deux fois dessus, pour le voir dans le graphique.</translation>
  </message>
  <message>
   <source>What you chose, second by second, with your own orders and fills. A contract lives a minute: the chart goes on to the next one by itself, unless you pin it.</source>
   <translation>Ce que vous avez choisi, seconde par seconde, avec vos propres ordres et exécutions. Un contrat vit une minute : le graphique passe de lui-même au suivant, sauf si vous l'épinglez.</translation>
  </message>
  <message>
   <source>Stop everything, find anything</source>
   <translation>Tout arrêter, tout trouver</translation>
  </message>
  <message>
   <source>The red button ({kill}) blocks new orders and cancels all of them at once. {search} finds any action, instrument, bot or panel; this tour as well.</source>
   <translation>Le bouton rouge ({kill}) bloque les nouveaux ordres et les annule tous d'un coup. {search} trouve toute action, tout instrument, bot ou panneau ; cette visite aussi.</translation>
  </message>
  <message>
   <source>A market-making bot trades already, with play money. {start} starts a bot, {stop} stops it, Enter opens its settings, {add} adds another.</source>
   <translation>Un bot teneur de marché négocie déjà, avec de l'argent fictif. {start} démarre un bot, {stop} l'arrête, Entrée ouvre ses réglages, {add} en ajoute un autre.</translation>
  </message>
  <message>
   <source>{start} starts a bot, {stop} stops it, Enter opens its settings, {add} adds another.</source>
   <translation>{start} démarre un bot, {stop} l'arrête, Entrée ouvre ses réglages, {add} en ajoute un autre.</translation>
  </message>
  <message>
   <source>ACTIVE</source>
   <translation>ACTIF</translation>
  </message>
  <message>
   <source>REDUCING</source>
   <translation>EN RÉDUCTION</translation>
  </message>
  <message>
   <source>HALTED</source>
   <translation>ARRÊTÉ</translation>
  </message>
  <message>
   <source>Trading is active</source>
   <translation>Le trading est actif</translation>
  </message>
  <message>
   <source>Trading is reducing</source>
   <translation>Le trading est en réduction</translation>
  </message>
  <message>
   <source>Trading is halted</source>
   <translation>Le trading est arrêté</translation>
  </message>
  <message>
   <source>Active: all orders</source>
   <translation>Actif : tous les ordres</translation>
  </message>
  <message>
   <source>Reducing: sells only</source>
   <translation>En réduction : ventes seulement</translation>
  </message>
  <message>
   <source>Halted: no new orders</source>
   <translation>Arrêté : aucun nouvel ordre</translation>
  </message>
  <message>
   <source>KILL</source>
   <translation>KILL</translation>
  </message>
  <message>
   <source>Armed once trading begins</source>
   <translation>Armé dès que le trading commence</translation>
  </message>
  <message>
   <source>Kill switch, not armed</source>
   <translation>Arrêt d'urgence, non armé</translation>
  </message>
  <message>
   <source>Block new orders and cancel everything, now</source>
   <translation>Bloquer les nouveaux ordres et tout annuler, maintenant</translation>
  </message>
  <message>
   <source>Kill switch, armed</source>
   <translation>Arrêt d'urgence, armé</translation>
  </message>
  <message>
   <source>KILL…</source>
   <translation>KILL…</translation>
  </message>
  <message>
   <source>Orders are being cancelled</source>
   <translation>Les ordres sont en cours d'annulation</translation>
  </message>
  <message>
   <source>Kill switch, working</source>
   <translation>Arrêt d'urgence, en action</translation>
  </message>
  <message>
   <source>KILLED</source>
   <translation>COUPÉ</translation>
  </message>
  <message>
   <source>It has done its work; arm it again in the line over the toolbar</source>
   <translation>Il a fait son travail ; réarmez-le dans la ligne au-dessus de la barre d'outils</translation>
  </message>
  <message>
   <source>Kill switch, fired</source>
   <translation>Arrêt d'urgence, déclenché</translation>
  </message>
  <message>
   <source>Trading</source>
   <translation>Trading</translation>
  </message>
  <message>
   <source>Who may trade…</source>
   <translation>Qui peut négocier…</translation>
  </message>
  <message>
   <source>Limits…</source>
   <translation>Limites…</translation>
  </message>
  <message>
   <source>all orders may go out</source>
   <translation>tous les ordres peuvent partir</translation>
  </message>
  <message>
   <source>Trading on this machine: {reason} ({keys})</source>
   <translation>Trading sur cette machine : {reason} ({keys})</translation>
  </message>
  <message>
   <source>Kill switch</source>
   <translation>Arrêt d'urgence</translation>
  </message>
  <message>
   <source>{help}. Its own connection is not up: the program's others serve</source>
   <translation>{help}. Sa propre connexion n'est pas établie : celles du programme servent</translation>
  </message>
  <message>
   <source>Trading: {state}</source>
   <translation>Trading : {state}</translation>
  </message>
  <message>
   <source>the palette</source>
   <translation>la palette</translation>
  </message>
  <message>
   <source>the button</source>
   <translation>le bouton</translation>
  </message>
  <message>
   <source>Futures</source>
   <translation>Futures</translation>
  </message>
  <message>
   <source>Filter: card 615 call</source>
   <translation>Filtre : card 615 call</translation>
  </message>
  <message>
   <source>Filter by words</source>
   <translation>Filtrer par mots</translation>
  </message>
  <message>
   <source>Words that have to occur in the instrument: name, expiry, kind, strike (/)</source>
   <translation>Mots qui doivent figurer dans l'instrument : nom, échéance, type, strike (/)</translation>
  </message>
  <message>
   <source>Expiry, counted from the nearest</source>
   <translation>Échéance, comptée depuis la plus proche</translation>
  </message>
  <message>
   <source>Kind of contract</source>
   <translation>Type de contrat</translation>
  </message>
  <message>
   <source>Instruments</source>
   <translation>Instruments</translation>
  </message>
  <message>
   <source>Follow the system</source>
   <translation>Suivre le système</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Sombre</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Clair</translation>
  </message>
  <message>
   <source>No sound</source>
   <translation>Aucun son</translation>
  </message>
  <message>
   <source>Beep at errors</source>
   <translation>Bip aux erreurs</translation>
  </message>
  <message>
   <source>Beep at every message</source>
   <translation>Bip à chaque message</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Thème</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Langue</translation>
  </message>
  <message>
   <source>Sound</source>
   <translation>Son</translation>
  </message>
  <message>
   <source>{title}: {choice}</source>
   <translation>{title} : {choice}</translation>
  </message>
  <message>
   <source>Looks at its quotes once a second, when the new prices are there; takes cheap asks at every update.</source>
   <translation>Revoit ses cotations une fois par seconde, quand les nouveaux prix sont là ; prend les asks bon marché à chaque mise à jour.</translation>
  </message>
  <message>
   <source>Underlyings</source>
   <translation>Sous-jacents</translation>
  </message>
  <message>
   <source>Names with commas between, as $SIMP,$LOGN; empty: all.</source>
   <translation>Noms séparés par des virgules, comme $SIMP,$LOGN ; vide : tous.</translation>
  </message>
  <message>
   <source>Distance from value</source>
   <translation>Distance à la valeur</translation>
  </message>
  <message>
   <source>In moves that the value makes when the underlying moves as far as it does in one second.</source>
   <translation>En mouvements de la valeur, quand le sous-jacent bouge autant qu'il le fait en une seconde.</translation>
  </message>
  <message>
   <source>Least distance</source>
   <translation>Distance minimale</translation>
  </message>
  <message>
   <source>For options that hardly move.</source>
   <translation>Pour les options qui ne bougent presque pas.</translation>
  </message>
  <message>
   <source>cents</source>
   <translation>cents</translation>
  </message>
  <message>
   <source>Books</source>
   <translation>Carnets</translation>
  </message>
  <message>
   <source>So many options have our bid at a time.</source>
   <translation>Nombre d'options qui ont notre bid à la fois.</translation>
  </message>
  <message>
   <source>Largest position</source>
   <translation>Position maximale</translation>
  </message>
  <message>
   <source>Per option; the bid falls on the way there.</source>
   <translation>Par option ; le bid baisse à mesure.</translation>
  </message>
  <message>
   <source>Most for one order</source>
   <translation>Maximum par ordre</translation>
  </message>
  <message>
   <source>Of our free cash.</source>
   <translation>De nos liquidités libres.</translation>
  </message>
  <message>
   <source>Least value</source>
   <translation>Valeur minimale</translation>
  </message>
  <message>
   <source>Cheaper options are left alone.</source>
   <translation>Les options moins chères sont laissées de côté.</translation>
  </message>
  <message>
   <source>Stop before expiry</source>
   <translation>Arrêt avant l'échéance</translation>
  </message>
  <message>
   <source>No bid with less left than this.</source>
   <translation>Pas de bid quand il reste moins que cela.</translation>
  </message>
  <message>
   <source>s</source>
   <translation>s</translation>
  </message>
  <message>
   <source>Buys both legs at once, then sees to it that there are as many of one as of the other.</source>
   <translation>Achète les deux jambes à la fois, puis veille à en avoir autant de l'une que de l'autre.</translation>
  </message>
  <message>
   <source>Least profit of options</source>
   <translation>Gain minimal des options</translation>
  </message>
  <message>
   <source>Sure profit of a call and a put, of what they cost.</source>
   <translation>Gain sûr d'un call et d'un put, en part de leur coût.</translation>
  </message>
  <message>
   <source>Least profit with a future</source>
   <translation>Gain minimal avec un future</translation>
  </message>
  <message>
   <source>The same for a future and a put, which cost far more.</source>
   <translation>De même pour un future et un put, qui coûtent bien plus.</translation>
  </message>
  <message>
   <source>Most seconds to expiry</source>
   <translation>Maximum de secondes avant l'échéance</translation>
  </message>
  <message>
   <source>Until then the cash is locked up.</source>
   <translation>D'ici là, les liquidités sont immobilisées.</translation>
  </message>
  <message>
   <source>Least seconds to expiry</source>
   <translation>Minimum de secondes avant l'échéance</translation>
  </message>
  <message>
   <source>Time to mend a missing leg.</source>
   <translation>Le temps de compléter une jambe manquante.</translation>
  </message>
  <message>
   <source>Most for one combination</source>
   <translation>Maximum par combinaison</translation>
  </message>
  <message>
   <source>Combinations per update</source>
   <translation>Combinaisons par mise à jour</translation>
  </message>
  <message>
   <source>Best first.</source>
   <translation>Les meilleures d'abord.</translation>
  </message>
  <message>
   <source>Patience</source>
   <translation>Patience</translation>
  </message>
  <message>
   <source>How long a missing leg is looked for.</source>
   <translation>Durée pendant laquelle une jambe manquante est cherchée.</translation>
  </message>
  <message>
   <source>Quotes the nearest future that lives long enough; changes a quote only when its price has changed or the order is gone.</source>
   <translation>Cote le future le plus proche qui vit assez longtemps ; ne change une cotation que si son prix a changé ou si l'ordre n'est plus là.</translation>
  </message>
  <message>
   <source>Its futures are quoted.</source>
   <translation>Ses futures sont cotés.</translation>
  </message>
  <message>
   <source>Distance between the bid and the offer, in percent of the underlying's price.</source>
   <translation>Distance entre le bid et l'offre, en pour cent du prix du sous-jacent.</translation>
  </message>
  <message>
   <source>No bid beyond this holding.</source>
   <translation>Pas de bid au-delà de cette détention.</translation>
  </message>
  <message>
   <source>Least time to expiry</source>
   <translation>Temps minimal avant l'échéance</translation>
  </message>
  <message>
   <source>A future with less left is given up for the next one. Counted on the exchange's clock.</source>
   <translation>Un future auquel il reste moins est abandonné pour le suivant. Compté à l'horloge de la bourse.</translation>
  </message>
  <message>
   <source>Update interval</source>
   <translation>Intervalle de mise à jour</translation>
  </message>
  <message>
   <source>How often quotes are looked at.</source>
   <translation>Rythme auquel les cotations sont revues.</translation>
  </message>
  <message>
   <source>Trades nothing: copy it and put your idea where the comment says.</source>
   <translation>Ne négocie rien : copiez-le et mettez votre idée là où le commentaire le dit.</translation>
  </message>
  <message>
   <source>Buys a future after a rise and sells it when the move is over.</source>
   <translation>Achète un future après une hausse et le vend quand le mouvement est fini.</translation>
  </message>
  <message>
   <source>Put-call parity where nobody can sell short: buys pairs that pay more than they cost, whatever happens.</source>
   <translation>Parité call-put là où personne ne peut vendre à découvert : achète des paires qui paient plus qu'elles ne coûtent, quoi qu'il arrive.</translation>
  </message>
  <message>
   <source>Bids one cent above a future's best bid while that is below the underlying's price; offers what it got one cent below the best ask.</source>
   <translation>Place un bid un cent au-dessus du meilleur bid d'un future tant que c'est sous le prix du sous-jacent ; offre ce qu'il a obtenu un cent sous le meilleur ask.</translation>
  </message>
  <message>
   <source>What is traded.</source>
   <translation>Ce qui est négocié.</translation>
  </message>
  <message>
   <source>Per contract.</source>
   <translation>Par contrat.</translation>
  </message>
  <message>
   <source>Report every</source>
   <translation>Rapport tous les</translation>
  </message>
  <message>
   <source>Over how many seconds a move is measured.</source>
   <translation>Sur combien de secondes un mouvement est mesuré.</translation>
  </message>
  <message>
   <source>Threshold</source>
   <translation>Seuil</translation>
  </message>
  <message>
   <source>A rise of this much buys.</source>
   <translation>Une hausse de cette ampleur fait acheter.</translation>
  </message>
  <message>
   <source>bp</source>
   <translation>pb</translation>
  </message>
  <message>
   <source>Least profit</source>
   <translation>Gain minimal</translation>
  </message>
  <message>
   <source>Sure profit per pair.</source>
   <translation>Gain sûr par paire.</translation>
  </message>
  <message>
   <source>Least spread</source>
   <translation>Écart minimal</translation>
  </message>
  <message>
   <source>Nothing is done in a tighter book.</source>
   <translation>Rien n'est fait dans un carnet plus serré.</translation>
  </message>
  <message>
   <source>Stop loss</source>
   <translation>Seuil de perte</translation>
  </message>
  <message>
   <source>Sell at the bid when the price fell by this.</source>
   <translation>Vendre au bid quand le prix a baissé d'autant.</translation>
  </message>
  <message>
   <source>Takes asks below alpha times intrinsic value in all underlyings, keeps them to the end.</source>
   <translation>Prend les asks sous alpha fois la valeur intrinsèque, sur tous les sous-jacents, et les garde jusqu'à la fin.</translation>
  </message>
  <message>
   <source>Alpha</source>
   <translation>Alpha</translation>
  </message>
  <message>
   <source>Buys below this share of what the option would pay now. Lower is safer and rarer.</source>
   <translation>Achète sous cette part de ce que l'option paierait maintenant. Plus bas, c'est plus sûr et plus rare.</translation>
  </message>
  <message>
   <source>The nearer the end, the less can go wrong, and the sooner the cash is back.</source>
   <translation>Plus la fin est proche, moins il y a de risque, et plus tôt les liquidités reviennent.</translation>
  </message>
  <message>
   <source>Ask the model too</source>
   <translation>Demander aussi au modèle</translation>
  </message>
  <message>
   <source>Skip what the model holds for no bargain: the next steps count, $CARD's deck above all.</source>
   <translation>Passer ce que le modèle ne tient pas pour une aubaine : les prochains pas comptent, surtout le paquet de $CARD.</translation>
  </message>
  <message>
   <source>Of all we have.</source>
   <translation>De tout ce que nous avons.</translation>
  </message>
  <message>
   <source>Most in one underlying and expiry</source>
   <translation>Maximum sur un sous-jacent et une échéance</translation>
  </message>
  <message>
   <source>Of all we have: they win or lose together.</source>
   <translation>De tout ce que nous avons : ils gagnent ou perdent ensemble.</translation>
  </message>
  <message>
   <source>Orders per update</source>
   <translation>Ordres par mise à jour</translation>
  </message>
 </context>
</TS>
