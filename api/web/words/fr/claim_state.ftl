claim-no-day = une date non fixée
claim-left-open = aucune date n’est fixée
claim-left-days = { $days ->
    [one] encore 1 jour
   *[other] encore { $days } jours
}
claim-left-late = { $days ->
    [one] 1 jour de retard
   *[other] { $days } jours de retard
}
claim-left-today = dernier jour
claim-state-editing-title = { $who ->
    [partner] Vous préparez cette demande. { $missing ->
        [0] Il ne manque rien.
        [one] Il manque une chose.
       *[other] Il manque { $missing } choses.
    }
   *[other] { $partner } prépare cette demande.
}
claim-state-editing-more = { $who ->
    [partner] Envoyez-la au plus tard le { $due } ({ $left }), sinon elle expire. Une fois envoyée, elle est verrouillée.
    [contributor] Vos documents peuvent être ajoutés jusqu’à l’envoi.
   *[other] Elle peut être envoyée jusqu’au { $due } ({ $left }).
}
claim-state-submitted-title = { $who ->
    [vendor] En attente d’examen, au plus tard le { $due }.
   *[other] En attente d’examen par { $vendor }, au plus tard le { $due }.
}
claim-state-submitted-more = { $who ->
    [partner] Elle est verrouillée. Vous pouvez encore la reprendre.
    [vendor] Délai : { $left }. { $partner } peut encore la reprendre.
    [contributor] Elle est verrouillée ; les commentaires restent possibles.
   *[other] Délai : { $left }. Montant réservé : { $amount }.
}
claim-state-under-review-title = { $who ->
    [reviewer] Vous examinez l’envoi { $round }. Décision attendue au plus tard le { $due }.
    [vendor] { $person } examine l’envoi { $round }. Décision attendue au plus tard le { $due }.
   *[other] { $vendor } décide au plus tard le { $due }.
}
claim-state-under-review-more = { $who ->
    [partner] { $person } l’examine. Elle est verrouillée ; vous pouvez encore la commenter.
    [reviewer] Délai : { $left }. La décision revient à l’approbation ; vous pouvez demander un complément au partenaire.
    [contributor] Elle est verrouillée ; les commentaires restent possibles.
   *[other] Délai : { $left }. Montant réservé : { $amount }.
}
claim-state-action-required-title = { $who ->
    [partner] { $items ->
        [one] { $person } vous demande un complément. Répondez au plus tard le { $due }.
       *[other] { $person } vous demande { $items } compléments. Répondez au plus tard le { $due }.
    }
   *[other] { $items ->
        [one] En attente de { $partner }. Un point à compléter au plus tard le { $due }.
       *[other] En attente de { $partner }. { $items } points à compléter au plus tard le { $due }.
    }
}
claim-state-action-required-more = { $who ->
    [partner] Délai : { $left }. Sans réponse, la demande expire et { $amount } reviennent au fonds.
    [contributor] Vos documents peuvent être ajoutés jusqu’à la réponse.
    [auditor] Délai : { $left }. Sans réponse, la demande expire et { $amount } reviennent au fonds.
   *[other] Délai : { $left }. Sans réponse, la demande expire et { $amount } reviennent au fonds. Votre délai est suspendu.
}
claim-state-approved-title = { $who ->
    [contributor] Approuvée par { $vendor }.
   *[other] Approuvée : { $amount }. { $vendor } paie au plus tard le { $due }.
}
claim-state-approved-more = { $who ->
    [contributor] Il ne reste rien à faire.
   *[other] { $part ->
        [some] Approuvée par { $decider }. { $paid } sont déjà payés.
       *[none] Approuvée par { $decider }. Délai : { $left }.
    }
}
claim-state-paid-title = Payée le { $date }.
claim-state-paid-more = { $who ->
    [contributor] Il ne reste rien à faire.
   *[other] { $paid }, référence { $reference }.
}
claim-state-rejected-title = { $who ->
    [partner] Refusée : { $reasons }. { $may ->
        [dispute] Vous pouvez contester jusqu’au { $due }.
       *[read] L’administration de { $partner } peut contester jusqu’au { $due }.
    }
   *[other] Refusée : { $reasons }. { $partner } peut contester jusqu’au { $due }.
}
claim-state-rejected-more = { $who ->
    [contributor] Elle est verrouillée ; les commentaires restent possibles.
   *[other] Délai : { $left }. { $amount } restent réservés d’ici là.
}
claim-state-disputed-title = { $who ->
    [partner] { $vendor } réexamine votre contestation au plus tard le { $due }.
   *[other] { $partner } conteste le refus. Réexamen attendu au plus tard le { $due }.
}
claim-state-disputed-more = { $who ->
    [contributor] Elle est verrouillée ; les commentaires restent possibles.
   *[other] Délai : { $left }. { $amount } restent réservés.
}
claim-state-rejection-final-title = Refusée définitivement : { $reasons }.
claim-state-rejection-final-more = { $who ->
    [contributor] La demande est close.
   *[other] Depuis le { $date }. { $amount } sont revenus au fonds.
}
claim-state-cancelled-title = { $who ->
    [partner] Annulée le { $date }.
   *[other] { $partner } a annulé cette demande le { $date }.
}
claim-state-cancelled-more = La demande est close. Rien n’est réservé pour elle.
claim-state-expired-title = { $expiry ->
    [no-answer] Expirée le { $date } : sans réponse.
   *[other] Expirée le { $date } : non envoyée à temps.
}
claim-state-expired-more = { $who ->
    [contributor] La demande est close.
   *[other] { $expiry ->
        [no-answer] { $amount } sont revenus au fonds.
       *[other] Rien n’était réservé pour elle.
    }
}
