review-title = Examen
review-refused = L’examen n’a pas commencé
review-all = { $claims ->
    [0] Rien n’attend ici.
    [one] Une demande attend{ $late ->
        [0] , dans les délais.
       *[other] , en retard.
    }
   *[other] { $claims } demandes attendent. { $late ->
        [0] Aucune n’est en retard.
        [one] Une est en retard.
       *[other] { $late } sont en retard.
    }
}
review-first = Les { $claims } premières demandes, par échéance. { $late ->
    [0] Aucune d’elles n’est en retard.
    [one] Une d’elles est en retard.
   *[other] { $late } d’entre elles sont en retard.
}
review-views = Vues enregistrées
review-view-waiting = En attente
review-view-mine = Les miennes
review-view-partner = Chez le partenaire
review-view-disputes = Contestations
review-view-pay = À payer
review-empty = Rien ne vous attend.
review-caption = Demandes, par échéance
review-caption-pay = Demandes approuvées à payer, par échéance
review-claim = Demande
review-status = État
review-due = Échéance
review-reviewer = Examen par
review-nobody = personne encore
review-requested = Demandé
review-action = Action
review-round = passage { $round }, depuis le { $since }
review-start = Commencer l’examen
review-take-over = Reprendre l’examen
review-decide = Décider
review-pay = Payer
review-to-pay = Demandes à payer
review-choose = Choisir
review-choose-one = Choisir { $number }
review-pay-by = À payer au plus tard
review-approved = Approuvé
review-paid = Déjà payé
review-left = À payer
review-chosen = { $claims ->
    [0] Aucune choisie
    [one] Une choisie
   *[other] { $claims } choisies
}
review-run = Continuer avec les demandes choisies
review-some = Par échéance ; il y en a d’autres.
clock-late = { $days ->
    [one] un jour de retard
   *[other] { $days } jours de retard
}
clock-left = { $days ->
    [0] aujourd’hui
    [one] encore un jour
   *[other] encore { $days } jours
}
