operations-title = Exploitation
operations-all-run = Toutes les vues suivent le registre.
operations-stopped = { $views ->
    [one] Une vue s’est arrêtée. Les commandes sont acceptées ; les pages qui en dépendent le disent.
   *[other] { $views } vues se sont arrêtées. Les commandes sont acceptées ; les pages qui en dépendent le disent.
}
operations-updated = État du { $at }.
operations-refresh = Actualiser
operations-refused = Rien n’a été lancé
operations-held = Une reconstruction est en cours ; { $holder } l’exécute.
operations-underway = Une reconstruction est en cours.
operations-stopped-at = { $view } arrêtée à la position { $position }
operations-retry = Réessayer
stall-parked = Elle n’a pas pu traiter l’événement à cet endroit. Rien n’a été sauté, et les pages qui en dépendent montrent les chiffres jusqu’à cette position. « claims views » dans un terminal montre l’erreur ; une fois corrigée, laissez la vue réessayer.
stall-beyond = Son point de reprise dépasse le registre : l’un des deux a été modifié ou restauré sans l’autre. Une reconstruction la refait à partir du registre tel qu’il est.
stall-still = Elle n’avance pas, menée par { $leader }. « claims views » dans un terminal montre ce qui occupe la base de données.
stall-nobody = Personne ne la fait avancer : aucun projecteur ne tourne sur cette base. « claims serve » le fait.
stall-shape = Ses tables ont une forme que ce programme ne peut pas faire avancer. Une reconstruction en crée de nouvelles.
operations-ledger = Registre
operations-position = Position
operations-last = Dernier événement enregistré
operations-views = Vues
operations-views-what = Ce qui est cherché ou additionné ; tout découle du registre
operations-views-caption = Vues avec version, état, position et retard
operations-view = Vue
operations-state = État
operations-lag = Retard, événements
operations-action = Action
operations-version = version { $version }
operations-none = aucun
operations-rate = { $rate } événements/s
operations-left = { $seconds ->
    [one] encore une seconde environ
   *[other] encore { $seconds } secondes environ
}
operations-beside = remplie à côté de la version active
operations-rebuild = Reconstruire
operations-verify = Vérifier
operations-cancel = Annuler
operations-rebuild-of = Reconstruction de { $views }
operations-verify-of = Vérification de { $views }
operations-events = { $events } événements sur { $of }
operations-broken-off = Interrompue. « { $command } » reprend à cet endroit ; annuler abandonne ce qui a été construit.
operations-holder = { $holder } l’exécute. La version active répond pendant ce temps.
operations-phase-now = en cours
operations-phase-done = terminé
operations-phase-switch = Basculer
operations-phase-clean = Nettoyer
phase-folding = Lire le registre
phase-indexing = Créer les index
phase-catching-up = Rattraper
phase-comparing = Comparer à la version active
view-state-current = À jour
view-state-following = En rattrapage
view-state-still = Immobile
view-state-parked = Arrêtée
view-state-verifying = En vérification
view-state-rebuilding = En reconstruction
rebuild-ended-switched = { $views } : reconstruite, comparée et basculée.
rebuild-ended-proven = { $views } : conforme au registre.
rebuild-ended-differs = { $rows ->
    [one] { $views } : une ligne diffère du registre. Rien n’a été basculé ; « claims rebuild » dans un terminal la montre.
   *[other] { $views } : { $rows } lignes diffèrent du registre. Rien n’a été basculé ; « claims rebuild » dans un terminal les montre.
}
rebuild-ended-cancelled = { $views } : la reconstruction a été annulée.
rebuild-ended-failed = { $views } : la reconstruction s’est interrompue : { $error }
operations-terminal = Dans un terminal
operations-terminal-what = La même chose depuis un terminal sur la machine du registre, avec une barre de progression.
operations-terminal-views = l’état de chaque vue, et pourquoi l’une est en retard
operations-terminal-rebuild = toutes les vues refaites à côté des actives, comparées, basculées
operations-terminal-verify = si les vues actives sont conformes au registre
operations-terminal-rollback = retour à la version active précédente
done-rebuild-begun = C’est lancé.
done-rebuild-cancelled = C’est annulé.
done-rebuild-over = Rien n’était plus en cours.
done-view-retried = La vue réessaie.
done-view-runs = La vue n’était plus arrêtée.
