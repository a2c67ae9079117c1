vendor-waiting = En attente de vous
vendor-open-queue = Ouvrir la file
vendor-elsewhere = En cours ailleurs
vendor-funds = Fonds par partenaire et par devise
vendor-no-funds = Aucun fonds pour l’instant.
vendor-all-in = { $funds ->
   *[other] Les { $funds } en { $currency }
}
vendor-cut = Les cent premiers des { $funds } fonds ; les sommes portent sur tous.
vendor-never-added = Jamais additionné entre devises.
elsewhere-review = { $claims ->
    [one] Une demande attend son examen
   *[other] { $claims }{ $more } demandes attendent leur examen
}
elsewhere-dispute-review = { $claims ->
    [one] Une contestation attend son examen
   *[other] { $claims }{ $more } contestations attendent leur examen
}
elsewhere-decision = { $claims ->
    [one] Une demande est en cours d’examen
   *[other] { $claims }{ $more } demandes sont en cours d’examen
}
elsewhere-answer = { $claims ->
    [one] Un partenaire prépare un complément
   *[other] { $claims }{ $more } compléments sont chez les partenaires
}
elsewhere-dispute = { $claims ->
    [one] Un refus peut être contesté
   *[other] { $claims }{ $more } refus peuvent être contestés
}
elsewhere-payment = { $claims ->
    [one] Une demande approuvée à payer
   *[other] { $claims }{ $more } demandes approuvées à payer
}
elsewhere-first = La première par échéance : { $number }, { $title }, { $partner }
auditor-lead = Vous lisez tout des programmes de { $vendor }, y compris les commentaires internes, et ne modifiez rien.
auditor-find = Chercher
auditor-find-what = Une demande : son numéro, son titre, un fournisseur ou un numéro de facture
auditor-find-hint = Les mots dans n’importe quel ordre, chacun par son début.
auditor-moment = Un moment passé
auditor-as-it-was = Tout tel que c’était à la fin du
auditor-quarters = Fins de trimestre :
auditor-balance = Les comptes sont-ils justes ?
auditor-balance-what = Tous les comptes de tous les fonds sont additionnés depuis le journal et comparés à ce que montrent les pages.
auditor-check = Vérifier maintenant
auditor-check-again = Vérifier de nouveau
auditor-balances = Comptes justes
auditor-differs = Les comptes ne sont pas justes
auditor-at = à la position { $position }
auditor-events = Événements lus
auditor-findings = Anomalies
auditor-first = La première à la position
auditor-parked = Ce que montrent les pages s’est arrêté avant cette position ; la comparaison va jusque-là.
auditor-trial = Balance, { $currency }
auditor-account = Compte
auditor-debit = Débit
auditor-credit = Crédit
auditor-sum = Total
auditor-take = À emporter
auditor-take-claims = Une ligne par demande, avec montants et dates
auditor-take-payments = Ce qui a été payé et ce qui est revenu, une ligne par paiement
auditor-take-all = Tout le reste
auditor-take-all-what = Écritures, origines et historique de chaque demande, pour les programmes
