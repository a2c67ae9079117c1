answer-title = Répondre à ce qui est demandé
answer-refused = Les réponses n’ont pas été envoyées
answer-back = Retour à la demande
answer-asked = { $n ->
    [one] { $person } vous demande un complément. Répondez au plus tard le { $due }.
   *[other] { $person } vous demande { $n } compléments. Répondez au plus tard le { $due }.
}
answer-otherwise = Délai : { $left }. Sans réponse, la demande expire et { $amount } reviennent à votre fonds. Vous pouvez tout modifier jusqu’à l’envoi.
answer-items = À répondre
answer-count = { $n ->
    [one] Un point
   *[other] { $n } points
}
answer-about = À propos de
answer-label = Votre réponse
answer-replace = Remplacer
answer-twice = Sur deux demandes à la fois
answer-twice-why = Pourquoi « { $document } » compte-t-il ici aussi ?
answer-twice-hint = Le même document est sur une autre demande de ce fonds. Retirez-le ici, ou donnez un motif, qui est conservé définitivement.
answer-twice-other = Voir l’autre demande
answer-send = Envoyer avec les réponses
answer-missing = Ce qui manque encore
answer-nothing-missing = Rien d’autre ne manque.
answer-add = Ajouter des documents
answer-next-locked = La demande est de nouveau verrouillée
answer-next-locked-what = Vous pouvez la reprendre tant que l’examen n’a pas repris.
answer-next-review = { $vendor } l’examine
done-answers-sent = Les réponses sont envoyées ; la demande est de nouveau soumise.
