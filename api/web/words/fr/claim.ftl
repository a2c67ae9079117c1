claim-declared = Déclaré
claim-requested = Demandé
claim-approved = Approuvé
claim-paid = Payé
claim-submit = Envoyer la demande
claim-answer = Répondre
claim-start-review = Commencer l’examen
claim-decide = Décider
claim-record-payment = Enregistrer le paiement
claim-dispute = Contester
claim-add-documents = Ajouter des documents
claim-add-documents-hint = Plusieurs à la fois. Vous décrivez chacun ensuite.
claim-request-info = Demander un complément
claim-on-this-page = Sur cette page
claim-back = Retour à la demande
claim-edit = Modifier
claim-vendor-only = fournisseur seul
claim-refused-submit = La demande n’a pas été envoyée. Rien n’est perdu.
claim-refused-recall = La demande n’a pas été reprise
claim-refused-review = L’examen n’a pas commencé
claim-refused-comment = Le commentaire n’a pas été ajouté
claim-refused-metric = La mesure n’a pas été enregistrée
claim-refused-ask = Rien n’a été demandé
claim-refused-withdraw = La sollicitation n’a pas été retirée
claim-refused-cancel = La demande n’a pas été annulée
claim-refused-details = La fiche n’a pas été modifiée
claim-overtaken = Rien n’a été enregistré : { $names } vient de modifier la demande
claim-overtaken-what = Votre saisie est conservée ci-dessous. Regardez ce qui a changé, puis renvoyez-la.
claim-meanwhile = Ce qui a changé entre-temps
claim-invited = Envoyez ce lien à { $person }
claim-invited-what = Il donne accès à votre collègue, pendant une semaine, et ne s’affiche que maintenant. Quiconque le possède peut s’en servir.
claim-recall = La reprendre
claim-recall-why = Pourquoi la reprenez-vous ?
claim-recall-hint = Vous pourrez la modifier et l’envoyer de nouveau. Le fournisseur lit ce motif.
claim-before-submit = Avant l’envoi
claim-before-answer = Avant de répondre
claim-tasks-done = { $done } sur { $all }
claim-also-asked = Également souhaité par le programme : { $activity }
claim-not-required = non obligatoire
claim-task-done = Fait
claim-task-missing = Manquant
claim-task-cost = Au moins une facture ou une attestation
claim-task-proof = Au moins une preuve
claim-task-asked-of = { $person } a été sollicité le { $at }.
claim-task-attached = Jointe
claim-task-not-attached = Non jointe
claim-task-not-recorded = Non enregistrée
claim-task-amounts = Les montants concordent
claim-task-amounts-agree = { $parts }{ $sum }, comme déclaré
claim-task-amounts-differ = { $parts }{ $sum } en documents, { $declared } déclarés
claim-task-amounts-of = { $documents } documents : { "" }
claim-task-answers = Chaque point a sa réponse
claim-task-answers-to = { $items ->
    [one] Un point. Vous y répondez en renvoyant la demande.
   *[other] { $items } points. Vous y répondez en renvoyant la demande.
}
claim-task-in-time = Dans la période de demande
claim-task-answer-in-time = Dans le délai de réponse
claim-task-until = Jusqu’au { $to }
claim-task-between = Du { $from } au { $to }
claim-task-elsewhere = Aucun document sur une autre demande
claim-task-elsewhere-on = { $name } figure aussi sur { $claim }
claim-task-other = une autre demande
claim-task-covered = Le fonds couvre la demande
claim-task-not-covered = { $requested } demandés, { $available } disponibles
claim-items = Compléments demandés
claim-items-answered = { $answered } sur { $items } avec réponse
claim-item-answered = Répondu
claim-item-open = Ouvert
claim-item-unanswered = Sans réponse
claim-item-number = Point { $number }
claim-item-about = sur
claim-item-due = pour le { $due }
claim-changes-since = Changements depuis l’envoi { $round }
claim-changes-when = Envoyée le { $from }, puis le { $to }
claim-changes-none = Rien n’a changé.
claim-change = Écart
claim-change-added = ajouté
claim-change-removed = retiré
claim-change-claimed = { $document }, montant demandé
claim-change-total = { $document }, total
claim-change-number = { $document }, numéro
claim-change-file = { $document }, fichier
claim-change-new-hash = nouvelle empreinte
claim-change-note = { $document }, note
claim-unchanged = Inchangé : { $names }.
claim-documents = Documents
claim-documents-count = { $documents ->
    [one] { $documents } joint
   *[other] { $documents } joints
}
claim-documents-fresh = , dont { $documents ->
    [one] { $documents } nouveau ou remplacé
   *[other] { $documents } nouveaux ou remplacés
}
claim-docs-show = Afficher les documents
claim-docs-all = Tous
claim-docs-new = Nouveaux ou remplacés
claim-docs-requested = Avec complément demandé
claim-docs-comments = Commentés
claim-docs-cost = Dépenses
claim-docs-proofs = Preuves
claim-costs = Justificatifs de dépenses
claim-proofs = Preuves
claim-none-yet = aucune
claim-no-costs = Ce que vous avez dépensé : des factures de tiers, ou une attestation (CSR) pour le travail fait en interne.
claim-no-proofs = Elles montrent que l’activité a eu lieu. Chacune porte une note qui dit ce qu’elle montre.
claim-claimed-sum = { $claimed } demandés
claim-doc-invoice = Facture { $number }
claim-doc-invoice-of = Facture { $number }, { $supplier }
claim-doc-csr = Attestation { $number }
claim-doc-proof = Preuve, { $name }
claim-document = Document
claim-claimed = Demandé
claim-sum = Total
claim-open-file = Ouvrir le fichier
claim-preview = Aperçu
claim-replace = Remplacer
claim-edit-note = Modifier la note
claim-remove = Retirer
claim-replaced = Remplacé
claim-new-document = Nouveau
claim-open-items = { $items ->
    [one] 1 point ouvert
   *[other] { $items } points ouverts
}
claim-answered-items = { $items ->
    [one] 1 point avec réponse
   *[other] { $items } points avec réponse
}
claim-comments-count = { $comments ->
    [one] 1 commentaire
   *[other] { $comments } commentaires
}
claim-was = avant { $amount }
claim-of-total = sur { $total }
claim-dated = daté du { $day }
claim-line-approved = Approuvé : { $amount }.
claim-duplicate-file = Le même fichier figure sur { $claim }, { $title } ({ $status }).
claim-duplicate-invoice = Le même fournisseur et le même numéro figurent sur { $claim }, { $title } ({ $status }).
claim-comments = Commentaires
claim-comments-what = sur la demande dans son ensemble
claim-no-comments = Personne n’a encore rien dit.
claim-comment = Commenter
claim-reply = Répondre
claim-a-reply = (une réponse)
claim-comment-on = Commentaire sur : { $document }
claim-comment-here = Votre commentaire
claim-add-comment = Ajouter le commentaire
claim-only = { $vendor } seul
claim-only-sees = Visible de { $vendor } seulement
claim-dispute-title = Contestation
claim-dispute-with = Avec :
claim-dispute-due = Réexamen attendu au plus tard le { $due }
claim-rejection-title = Refus
claim-rejection-until = Il peut être contesté jusqu’au { $until }.
claim-rejection-final = Il est définitif.
claim-approval-title = Approbation
claim-payment-due = Paiement attendu au plus tard le { $due }
claim-payments-title = Paiements
claim-payment-reference = Référence
claim-payment-date = Date de valeur
claim-payment-amount = Montant
claim-payment-reversed = Annulé par { $person } le { $at } :
claim-reverse = Annuler
claim-checks = Vérifications
claim-check-look = {" "}: à regarder
claim-check-amounts = Les montants concordent
claim-check-amounts-what = { $documents ->
    [one] Un document de { $claimed }, { $declared } déclarés
   *[other] { $documents } documents totalisent { $claimed }, { $declared } déclarés
}
claim-check-spent = Dans la période de dépense
claim-check-spent-what = { $day }, du { $from } au { $to }
claim-check-duplicates = Sur cette demande seulement
claim-check-duplicates-what = { $duplicates ->
    [0] Aucune autre demande du partenaire n’a ces fichiers ou ces numéros de facture.
    [one] Un document figure aussi sur une autre demande. Il est signalé ci-dessous.
   *[other] { $duplicates } fois, un document figure aussi sur une autre demande. Ils sont signalés ci-dessous.
}
claim-check-impartial = Vous pouvez décider
claim-check-impartial-what = { $acted ->
    [yes] Vous avez agi pour { $partner } sur cette demande, ou en faites partie : quelqu’un d’autre décide.
   *[no] Vous n’avez pas agi pour { $partner } sur cette demande.
}
claim-facts = Fiche
claim-policy = règlement { $version }
claim-fact-programme = Programme
claim-fact-partner = Partenaire
claim-fact-fund = Fonds
claim-fact-title = Titre
claim-fact-activity = Activité
claim-fact-executed-on = A eu lieu
claim-fact-location = Lieu
claim-fact-declared = Déclaré
claim-fact-round = Envoi
claim-fact-reviewer = Examen
claim-fact-created = Créée par
claim-if-submitted = Si vous l’envoyez maintenant
claim-available-today = Disponible aujourd’hui
claim-reserved-for = Réservé pour { $number }
claim-available-after = Disponible après
claim-fund = Fonds
claim-part-reserved = Réservé pour { $number }
claim-part-committed = Engagé pour { $number }
claim-part-paid = Payé pour { $number }
claim-open-fund = Ouvrir le fonds
claim-metrics = Mesures
claim-metrics-hint = Le programme demande ces mesures. Vous pouvez les corriger jusqu’à l’envoi.
claim-metric-by = enregistré par { $person }, { $at }
claim-record = Enregistrer
claim-colleagues = Collègues
claim-colleague = Collègue
claim-colleague-hint = Son nom dans votre organisation, ou nom@organisation.
claim-ask-colleague = Solliciter un collègue
claim-ask-another = Solliciter un autre collègue
claim-ask-what = De quoi avez-vous besoin ?
claim-ask-due = Pour quand ? (facultatif)
claim-ask-send = Envoyer la sollicitation
claim-asked-by = Sollicité par { $person }, { $at } ; ne voit que cette demande.
claim-needed-by = Attendu le { $due }.
claim-asked-open = Ouvert
claim-asked-fulfilled = Apporté
claim-asked-withdrawn = Retiré
claim-withdraw = Retirer
claim-asks-you = { $person } vous demande des documents
claim-for-the-claim = Pour la demande « { $title } ». Vous ne voyez que cette demande.
claim-asked-you-by = Demandé par { $person } le { $at }.
claim-you-did = Vous avez apporté des documents ; vous pouvez en ajouter tant que la demande n’est pas verrouillée.
claim-note-each-proof = Ajoutez une note à chaque preuve : elle dit quoi regarder.
claim-more = Autres actions
claim-dossier = Dossier à imprimer
claim-take-over = Reprendre l’examen
claim-extend = Prolonger un délai
claim-revoke = Retirer l’approbation
claim-accept-rejection = Accepter le refus
claim-no-longer = Plus nécessaire ?
claim-cancel = Annuler cette demande
claim-cancel-short = Annuler
claim-cancel-question = Annuler { $number } ?
claim-cancel-status = Statut
claim-cancel-amount = Montant
claim-cancel-releases = { $amount } reviennent aussitôt au fonds.
claim-cancel-nothing-reserved = Rien n’est réservé pour elle.
claim-cancel-for-good = Une demande annulée reste dans l’historique et ne peut pas être rouverte.
claim-cancel-why = Pourquoi l’annulez-vous ?
claim-cancel-why-hint = Tous ceux qui voient la demande le lisent. Ce motif est conservé.
claim-cancel-do = Annuler la demande
claim-cancel-keep = Garder la demande
claim-cancel-cannot = Cette demande ne peut pas être annulée dans son état.
claim-details-title = Modifier la fiche
claim-details-short = Modifier
claim-details-save = Enregistrer
claim-details-locked = La fiche ne peut pas être modifiée dans l’état de la demande.
field-not-a-number = Saisissez un nombre, comme 430 ou 2,75.
done-claim-submitted = La demande est envoyée et verrouillée.
done-claim-recalled = Vous avez repris la demande. Vous pouvez de nouveau la modifier.
done-claim-cancelled = La demande est annulée.
done-claim-edited = La fiche est modifiée.
done-claim-commented = Votre commentaire est ajouté.
done-claim-metric-recorded = La mesure est enregistrée.
done-claim-colleague-asked = Votre collègue est sollicité.
done-claim-colleague-withdrawn = La sollicitation est retirée.
done-claim-review-started = Vous examinez cette demande.
