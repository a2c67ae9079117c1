payments-title = Paiements
payments-filter = Filtrer les paiements
payments-from = Date de valeur du
payments-to = au
payments-partner = Partenaire
payments-none = Aucun paiement pour l’instant.
payments-none-match = Aucun paiement ne correspond.
payments-caption = Paiements, du plus récent au plus ancien
payments-recorded = Enregistré
payments-position = position { $position }
payments-came-back = revenu le { $at }
payments-reverse = Annuler
payments-sum = Tous ceux qui valent en { $currency }
run-title = { $claims ->
    [one] Un paiement
   *[other] { $claims } paiements
}
run-question = { $claims ->
    [one] Enregistrer un paiement ?
   *[other] Enregistrer { $claims } paiements ?
}
run-result = { $claims ->
    [one] { $paid ->
        [0] Le paiement n’a pas été enregistré
       *[other] Le paiement est enregistré
    }
   *[other] { $paid } paiements sur { $claims } sont enregistrés
}
run-crumb = Série de paiements
run-lead = La banque déplace l’argent ; ceci enregistre qu’elle l’a fait.
run-result-what = Ce qui a été refusé est dit à côté ; le reste vaut.
run-refused = Rien n’a été enregistré
run-of = { $number } : { $why }
run-none = Aucune demande n’est choisie. Cochez d’abord celles à payer dans la liste.
run-back = Retour à la liste
run-selection = la sélection
run-caption = Les demandes de cette série
run-value-date = Date de valeur, pour tous
run-reference-of = Référence pour { $number }
run-continue = Continuer
run-do = { $claims ->
    [one] Enregistrer un paiement
   *[other] Enregistrer { $claims } paiements
}
run-per-currency = Par devise
run-never-added = Jamais additionné entre devises.
run-afterwards = Ensuite
run-each-alone = Chaque paiement est enregistré séparément. Si l’un est refusé, les autres valent et vous saurez lequel.
run-came-back = Un paiement que la banque renvoie est annulé par une écriture à part ; rien n’est supprimé.
run-recorded = enregistré
run-not-recorded = Non enregistré.
run-unknown = On ne sait pas s’il a été enregistré. Renvoyez : rien n’est payé deux fois.
