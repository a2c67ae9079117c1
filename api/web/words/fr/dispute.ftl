dispute-title = Contester le refus de { $number }
dispute-crumb = Contestation
dispute-refused = La contestation n’a pas été envoyée
dispute-told = Refusée : { $reasons }. Vous pouvez contester jusqu’au { $until }.
dispute-once = { $days ->
    [0] C’est le dernier jour. Une demande ne peut être contestée qu’une fois.
    [one] Encore un jour. Une demande ne peut être contestée qu’une fois.
   *[other] Encore { $days } jours. Une demande ne peut être contestée qu’une fois.
}
dispute-wrote = Ce que { $person } a écrit
dispute-answer = Votre réponse
dispute-read-by = Lue par les examinateurs de { $vendor }
dispute-why = Pourquoi faut-il la payer ?
dispute-why-hint = Répondez au motif ci-dessus. Un nouveau document dit plus qu’un long texte.
dispute-files = Documents à l’appui (facultatif)
dispute-files-hint = De nouvelles captures, par exemple ; chacune reçoit une note. PDF, JPEG, PNG, HEIC, CSV, DOCX, XLSX ou EML, { $most } chacun.
dispute-send = Envoyer la contestation
dispute-next-look = Un nouvel examen
dispute-next-look-what = { $days ->
    [one] { $vendor } décide au plus tard le { $due }, un jour ouvré.
   *[other] { $vendor } décide au plus tard le { $due }, { $days } jours ouvrés.
}
dispute-next-end = Approuvée ou refusée définitivement
dispute-next-end-what = Il n’y a pas de seconde contestation.
dispute-money = L’argent en attendant
dispute-reserved = Reste réservé
dispute-accept = Ou l’accepter
dispute-accept-what = Si vous êtes d’accord avec { $person }, clôturez la demande : son montant est libre dès aujourd’hui, et non le { $day }.
dispute-accept-link = Accepter le refus
done-claim-disputed = La contestation est envoyée.

acceptance-title = Accepter le refus de { $number } ?
acceptance-crumb = Accepter le refus
acceptance-lead = { $title } · { $org }. Rien n’est clôturé avant que vous appuyiez sur le bouton.
acceptance-refused = Le refus n’a pas été accepté
acceptance-rejection = Le refus
acceptance-reason = Motif
acceptance-text = Ce qui a été écrit
acceptance-by = Refusée par
acceptance-rejected = { $person }, { $at }
acceptance-do = Accepter le refus
acceptance-keep = Garder la demande ouverte
acceptance-effect = Ce que cela change
acceptance-undo = La demande est close définitivement : elle ne peut plus être ni contestée ni rouverte. L’historique en garde tout.
done-rejection-accepted = Le refus est accepté ; la demande est close.
