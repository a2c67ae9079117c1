decision-title = Décider sur { $number }
decision-crumb = Décision
decision-refused = Rien n’a été décidé
decision-approve = Approuver
decision-approve-what = En tout ou en partie, ligne par ligne.
decision-reject = Refuser
decision-reject-what = { $days ->
    [one] Le partenaire peut contester une fois, pendant un jour.
   *[other] Le partenaire peut contester une fois, pendant { $days } jours.
}
decision-reject-final = La demande a déjà été contestée : ce refus est définitif.
decision-lines = Montants par ligne
decision-lines-what = Un montant réduit demande un motif
decision-document = Document
decision-claimed = Demandé
decision-reason = Motif
decision-reason-if = Motif, si réduit
decision-reason-of = Motif pour { $document }
decision-approve-of = Approuver pour { $document }, en { $currency }
decision-explanation = Explication, lue par le partenaire
decision-as-claimed = Comme demandé
decision-total = Total
decision-add-up = Recalculer
decision-invoice = Facture
decision-csr = Attestation
decision-comments = { $comments ->
    [one] un commentaire
   *[other] { $comments } commentaires
}
decision-too-much = { $document } : approuvez au plus { $amount }, comme demandé.
decision-nothing = { $document } : approuvez plus que zéro. Si rien ne peut en être payé, demandez au partenaire de le retirer.
decision-why-less = { $document } : donnez un motif pour { $amount } de moins.
decision-choose-reason = Choisissez au moins un motif.
decision-why = Pourquoi
decision-partner-reads = Le partenaire lit tout
decision-reasons = Motifs, un ou plusieurs
decision-reasons-given = Motifs
decision-text = Explication
decision-text-hint = Dites ce qu’il aurait fallu : une contestation y répond.
decision-approve-amount = Approuver { $amount }
decision-reject-number = Refuser { $number }
decision-last-summary = Un dernier résumé s’affiche avant que cela compte.
decision-approving-does = Ce que fait l’approbation
decision-rejecting-does = Ce que fait le refus
decision-requested = Demandé
decision-taken-off = Retranché
decision-approved = Approuvé
decision-pays = { $days ->
    [one] Les finances paient au plus tard le { $day }, dans un jour ouvré.
   *[other] Les finances paient au plus tard le { $day }, dans { $days } jours ouvrés.
}
decision-undo = Tant que rien n’est payé, une autre personne habilitée peut révoquer l’approbation.
decision-reserved-until = Reste réservé jusqu’au
decision-unless-disputed = Sauf contestation de { $partner }, { $amount } reviennent à son fonds le lendemain.
decision-final = { $amount } reviennent aussitôt au fonds de { $partner }.
decision-perhaps = Mieux, peut-être
decision-perhaps-what = { $days ->
    [one] Si quelque chose peut être renvoyé, demandez-le : le partenaire a un jour ouvré pour répondre, et rien n’est refusé.
   *[other] Si quelque chose peut être renvoyé, demandez-le : le partenaire a { $days } jours ouvrés pour répondre, et rien n’est refusé.
}
decision-ask-instead = Demander plutôt un complément
decision-reviewer-asks = La personne qui examine la demande peut le faire.
decision-may = Vous pouvez décider
decision-other-org = La demande n’est pas de votre organisation
decision-never-acted = Vous n’avez jamais agi pour le partenaire sur { $number }
decision-nothing-changed = Si quelqu’un modifie la demande entre-temps, rien n’est décidé et vous le saurez
decision-version = Vous regardez la version { $version } de la demande
decision-approve-question = Approuver { $amount } pour { $number } ?
decision-reject-question = Refuser { $number } ?
decision-nothing-yet = Rien n’est décidé tant que vous n’appuyez pas sur le bouton.
decision-yours = Votre décision
decision-told-approved = { $partner } voit la décision et vos motifs. Les finances paient au plus tard le { $day }.
decision-told-rejected = { $partner } voit la décision et vos motifs, et peut contester jusqu’au { $day }. D’ici là, le montant reste réservé.
decision-told-final = { $partner } voit la décision et vos motifs. Une nouvelle contestation n’est pas possible.
decision-undo-approval = Tant que rien n’est payé, une autre personne habilitée peut révoquer l’approbation. Pas vous, et jamais en silence : l’historique garde les deux.
decision-undo-rejection = Pas par vous. Le partenaire peut contester un premier refus ; la demande est alors réexaminée. L’historique garde tout.
reduced-for-not-covered = Non couvert
reduced-for-not-proven = Non prouvé
reduced-for-outside-period = Hors période
reduced-for-claimed-twice = Demandé deux fois
reject-for-proof-insufficient = Non prouvé
reject-for-not-covered = Non couvert
reject-for-outside-period = Hors période
reject-for-claimed-twice = Demandé deux fois
reject-for-other = Un autre motif
reject-what-proof-insufficient = Les documents ne montrent pas que l’action a eu lieu.
reject-what-not-covered = Le programme ne paie pas cette action ou ce coût.
reject-what-outside-period = L’action a eu lieu avant ou après la période de dépense.
reject-what-claimed-twice = Le même document paie une autre demande.
reject-what-other = L’explication dit lequel.
done-claim-approved = La demande est approuvée.
done-claim-rejected = La demande est refusée.
