programmes-title = Programmes
programmes-none = Pas encore de programme.
programme-programme = Programme
programme-version = Version
programme-version-n = Version { $version }
programme-currency = Devise
programme-in-force = Version { $version } en vigueur
programme-prepare = Préparer la version { $version }
programme-guide = Comment fonctionne le programme
programme-weekend = jours chômés { $days }
programme-no-weekend = chaque jour est ouvré
weekday-mon = lun.
weekday-tue = mar.
weekday-wed = mer.
weekday-thu = jeu.
weekday-fri = ven.
weekday-sat = sam.
weekday-sun = dim.
programme-versions = Versions
programme-versions-what = Une demande garde la version avec laquelle elle a été créée
programme-published = Publiée
programme-published-by = Publiée par
programme-changes = { $changes ->
    [one] un changement
   *[other] { $changes } changements
}
programme-first = première version
programme-current = En vigueur
programme-replaced = Remplacée
programme-periods = Périodes
programme-deadlines = Délais
programme-activities = Activités
programme-activities-count = { $n ->
    [one] une activité
   *[other] { $n } activités
}
programme-activity = Activité
programme-proofs = Preuves demandées
programme-metrics = Mesures demandées
programme-nothing = aucune
programme-required = obligatoire
deadline-review = Examen
deadline-answer = Réponses
deadline-dispute = Délai de contestation
deadline-dispute-review = Décision sur contestation
deadline-payment = Paiement
deadline-evidence = Conservation des documents
in-business-days = { $n ->
    [one] un jour ouvré
   *[other] { $n } jours ouvrés
}
in-days = { $n ->
    [one] un jour
   *[other] { $n } jours
}
in-months = { $n ->
    [one] un mois
   *[other] { $n } mois
}
in-business-days-label = En jours ouvrés.
in-days-label = En jours.
in-months-label = En mois.
edit-title = Préparer la version { $version }
edit-lead = Rien n’est encore publié : vous voyez d’abord ce qui change. Une version publiée ne change plus.
edit-refused = La version ne peut pas être préparée ainsi
edit-about = Présentation
edit-guide = Guide (facultatif)
edit-guide-hint = Où lire comment fonctionne le programme : une adresse qui commence par https.
edit-as-document = Modifier toute la politique comme document
edit-by-fields = Modifier par champs
edit-document = Toute la politique
edit-document-label = Politique, en JSON
edit-document-hint = Le même document que prend l’interface. Ici, vous pouvez ajouter et retirer des activités, des preuves, des mesures et des jours fériés.
edit-number = Saisissez un nombre entier, { $most } au plus.
edit-period-new = Une autre période (facultatif)
edit-period-id = Nom court
edit-period-id-hint = Par exemple 2025-H1. Laissez vide pour n’en ajouter aucune.
edit-period-known = Une période porte déjà ce nom.
edit-period-order = Le dernier jour précède le premier.
edit-first-day = premier jour
edit-last-day = dernier jour
edit-activities-what = Une case cochée bloque l’envoi tant que la pièce manque
edit-english = En anglais
edit-french = En français
edit-required = { $what } : obligatoire
edit-review = Voir ce qui change
publish-title = Publier la version { $version } ?
publish-lead = { $programme }. Une version publiée ne change plus ; une correction sera la version { $next }.
publish-nothing = Rien ne change. Changez quelque chose, ou gardez la version en vigueur.
publish-refused = La version n’a pas été publiée
publish-changes = Ce qui change
publish-what = Élément
publish-who = Qui le remarque
publish-not-there = absent
publish-left-out = retiré
publish-keeps = Tout le reste demeure. Les demandes existantes gardent la version { $version }.
publish-do = Publier la version { $version }
publish-edit = Revenir à la saisie
publish-keep = Garder la version { $version }
change-name = Nom
change-vendor = Fournisseur
change-currency = Devise
change-time-zone = Fuseau horaire
change-weekend = Jours chômés
change-holiday = Jour férié
change-guide = Guide
change-period = Période { $period }
change-period-days = acquérir { $earned } ; dépenser { $used } ; demander { $claimed }
change-activity = Activité
change-activity-name = { $activity }, nom
change-activity-proofs = { $activity }, preuves
change-activity-metrics = { $activity }, mesures
change-everybody = Tout le monde, aussitôt.
change-new-claims = Les demandes créées dès lors.
change-new-funds = Les fonds ouverts et les demandes créées dès lors.
document-unreadable = Ligne { $line }, colonne { $column } : { $why }
document-wrong = { $place } : { $why }
done-policy-published = La version est publiée et en vigueur.
