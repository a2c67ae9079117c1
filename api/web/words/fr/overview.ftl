overview-title = Synthèse
overview-with = { $org } chez { $vendor }. { $needs ->
    [0] Rien ne vous attend.
    [one] Une demande vous attend.
   *[other] { $needs } demandes vous attendent.
}
overview-of = { $org }. { $needs ->
    [0] Rien ne vous attend.
    [one] Une demande vous attend.
   *[other] { $needs } demandes vous attendent.
}
overview-needs-you = À faire
overview-nothing-needs-you = Rien ne vous attend pour le moment.
overview-waits-for-others = En attente chez d’autres
overview-no-funds-yet = Pas encore de fonds
overview-no-funds = Votre fournisseur crédite par lots ce que vous avez acquis. Votre premier lot apparaîtra ici, avec les dates limites pour le dépenser et le demander.
overview-how = Comment acquérir, dépenser et demander
overview-period = Période en cours
overview-fund-of = Fonds de coopération, { $period }
overview-each-cent = Voir où va chaque centime
overview-figures = Fonds acquis et leur emploi
overview-by-status = Demandes par statut
overview-all-claims = Toutes les demandes
overview-no-claims = Pas encore de demande.
overview-amount = Montant
overview-sum = Ensemble
overview-latest = Derniers événements

period-year = { $year }
period-first-half = 1ᵉʳ semestre { $year }
period-second-half = 2ᵉ semestre { $year }
period-quarter = { $quarter }ᵉ trimestre { $year }
period-days = { $from } au { $to }
period-earn = Acquérir
period-spend = Dépenser
period-claim = Demander
period-ahead = à partir du { $from }
period-open = { $days ->
    [0] dernier jour
    [one] ouvert, encore un jour
   *[other] ouvert, encore { $days } jours
}
period-over = terminé

task-by = au plus tard le { $day }
task-overdue = en retard depuis le { $day }
task-days-left = { $days ->
    [0] aujourd’hui
    [one] encore un jour
   *[other] encore { $days } jours
}
task-verb-submission = Continuer
task-verb-contribution = Ajouter des pièces
task-verb-answer = Répondre
task-verb-review = Examiner
task-verb-dispute-review = Examiner
task-verb-decision = Décider
task-verb-dispute = Consulter
task-verb-payment = Payer
task-submission-mine-title = Terminer { $number }, { $title }
task-submission-mine-details = Vous préparez cette demande de { $amount }. Sans envoi, elle expire.
task-submission-theirs-title = { $partner } prépare { $number }, { $title }
task-submission-theirs-details = Elle déclare { $amount } et n’est pas encore envoyée.
task-contribution-mine-title = { $title } : des pièces vous sont demandées
task-contribution-mine-details = { $what }
task-contribution-theirs-title = Des pièces sont demandées à { $colleague } pour { $number }, { $title }
task-contribution-theirs-details = { $what }
task-answer-mine-title = Répondre à { $reviewer } au sujet de { $number }, { $title }
task-answer-mine-details = Un complément est demandé. Sans réponse, la demande expire et ses { $amount } sont libérés.
task-answer-theirs-title = Un complément est demandé à { $partner } pour { $number }, { $title }
task-answer-theirs-details = Demandé par { $reviewer }. Le délai d’examen est suspendu.
task-review-mine-title = Examiner { $number }, { $title }
task-review-mine-details = { $partner } demande { $amount }.
task-review-theirs-title = Examen de { $number }, { $title }
task-review-theirs-details = { $vendor } doit commencer l’examen des { $amount } demandés.
task-dispute-review-mine-title = Examiner la contestation de { $number }, { $title }
task-dispute-review-mine-details = { $partner } conteste le refus de { $amount }.
task-dispute-review-theirs-title = Contestation de { $number }, { $title }
task-dispute-review-theirs-details = { $vendor } réexamine les { $amount } contestés.
task-decision-mine-title = Décider de { $number }, { $title }
task-decision-mine-details = { $partner } demande { $amount }. Examen par { $reviewer }.
task-decision-theirs-title = Décision sur { $number }, { $title }
task-decision-theirs-details = Examen par { $reviewer } ; { $vendor } décide de { $amount }.
task-dispute-mine-title = Accepter ou contester le refus de { $number }, { $title }
task-dispute-mine-details = D’ici là, { $amount } restent réservés.
task-dispute-theirs-title = Refus de { $number }, { $title }
task-dispute-theirs-details = { $partner } peut le contester. D’ici là, { $amount } restent réservés.
task-payment-mine-title = Payer { $number }, { $title }
task-payment-mine-details = { $amount } sont approuvés pour { $partner }.
task-payment-theirs-title = Paiement de { $number }, { $title }
task-payment-theirs-details = { $vendor } paie { $amount }.
