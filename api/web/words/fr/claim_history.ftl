claim-history = Historique
claim-history-count = { $events ->
    [one] un événement
   *[other] { $events } événements, du plus récent au plus ancien
}
claim-round = Envoi { $round }
claim-round-preparation = Préparation
claim-round-submitted = envoyée le { $at }
claim-round-asked = { $items ->
    [one] un complément demandé
   *[other] { $items } compléments demandés
}
claim-round-events = { $events ->
    [one] 1 événement
   *[other] { $events } événements
}
claim-raw = { $name }, position { $position }
claim-raw-what = {" "}: l’événement tel qu’enregistré
claim-what-changed = Ce qui a changé
claim-what = Quoi
claim-nothing = rien
claim-the-ledger = Le registre
claim-the-title = le titre
claim-the-activity = l’activité
claim-the-day = la date de l’activité
claim-the-declared = le montant déclaré
claim-the-location = le lieu
claim-the-document = un document
claim-the-invoice = la facture { $number }
claim-the-csr = l’attestation { $number }
claim-the-proof = la preuve « { $name } »
claim-did-create = { $who } a créé la demande « { $title } » et déclaré { $declared }
claim-did-edit = { $who } a modifié { $fields }
claim-did-attach = { $kind ->
    [proof] { $asked ->
        [asked] { $who } a joint, comme demandé, { $document }
       *[own] { $who } a joint { $document }
    }
   *[other] { $asked ->
        [asked] { $who } a joint, comme demandé, { $document }, pour { $claimed }
       *[own] { $who } a joint { $document }, pour { $claimed }
    }
}
claim-did-replace = { $kind ->
    [proof] { $who } a remplacé { $old } par { $file }
   *[other] { $who } a remplacé { $old } par { $file }, pour { $claimed }
}
claim-did-remove = { $who } a retiré { $document }
claim-did-annotate = { $who } a réécrit la note sur { $document }
claim-did-record-metric = { $who } a enregistré { $value } { $unit } ({ $metric })
claim-did-ask-colleague = { $dated ->
    [by] { $who } a demandé des documents à { $person } pour le { $due }
   *[open] { $who } a demandé des documents à { $person }
}
claim-did-withdraw-colleague = { $who } ne demande plus rien à { $person }
claim-did-comment = { $on ->
    [document] { $how ->
        [reply] { $who } a répondu sur { $document }{ $readers ->
            [vendor] {" "}pour le fournisseur seul
           *[everyone] {""}
        }
       *[first] { $who } a commenté { $document }{ $readers ->
            [vendor] {" "}pour le fournisseur seul
           *[everyone] {""}
        }
    }
   *[claim] { $how ->
        [reply] { $who } a répondu{ $readers ->
            [vendor] {" "}pour le fournisseur seul
           *[everyone] {""}
        }
       *[first] { $who } a commenté la demande{ $readers ->
            [vendor] {" "}pour le fournisseur seul
           *[everyone] {""}
        }
    }
}
claim-did-submit = { $answers ->
    [0] { $round ->
        [1] { $who } a envoyé la demande ; { $requested } réservés, examen attendu au plus tard le { $due }
       *[other] { $who } a renvoyé la demande (envoi { $round }) ; { $requested } réservés, examen attendu au plus tard le { $due }
    }
   *[other] { $who } a répondu et renvoyé la demande (envoi { $round }) ; { $requested } réservés, examen attendu au plus tard le { $due }
}
claim-did-recall = { $who } a repris la demande
claim-did-cancel = { $who } a annulé la demande
claim-did-start-review = { $round ->
    [1] { $who } a commencé l’examen
   *[other] { $who } a commencé l’examen de l’envoi { $round }
}
claim-did-request-info = { $items ->
    [one] { $who } a demandé un complément, pour le { $due }
   *[other] { $who } a demandé { $items } compléments, pour le { $due }
}
claim-did-approve = { $whole ->
    [whole] { $who } a approuvé { $approved } en totalité ; paiement attendu au plus tard le { $due }
   *[part] { $who } a approuvé { $approved } sur { $requested } ; { $less } écartés, paiement attendu au plus tard le { $due }
}
claim-did-reject = { $final ->
    [yes] { $who } a refusé définitivement la demande : { $reasons }
   *[no] { $who } a refusé la demande : { $reasons }. Contestation possible jusqu’au { $until }
}
claim-did-revoke = { $who } a retiré l’approbation
claim-did-dispute = { $documents ->
    [0] { $who } a contesté le refus ; réexamen attendu au plus tard le { $due }
    [one] { $who } a contesté le refus avec un document ; réexamen attendu au plus tard le { $due }
   *[other] { $who } a contesté le refus avec { $documents } documents ; réexamen attendu au plus tard le { $due }
}
claim-did-close-rejection = { $how ->
    [accepted] { $who } a accepté le refus
   *[over] { $who } a clos le refus : personne ne l’a contesté à temps
}
claim-did-pay = { $who } a payé { $amount } le { $value_date }, référence { $reference }
claim-did-reverse = { $who } a annulé le paiement { $reference } de { $amount }
claim-did-expire = { $cause ->
    [no-answer] { $who } a constaté l’expiration : pas de réponse au { $deadline }
   *[not-submitted] { $who } a constaté l’expiration : pas d’envoi au { $deadline }
}
claim-did-extend = { $which ->
    [claiming] { $who } a prolongé le délai d’envoi du { $from } au { $to }
    [answer] { $who } a prolongé le délai de réponse du { $from } au { $to }
   *[dispute] { $who } a prolongé le délai de contestation du { $from } au { $to }
}
claim-did-several = { $how ->
    [replaced] { $who } a remplacé { $documents } documents : { $names }
    [removed] { $who } a retiré { $documents } documents : { $names }
    [annotated] { $who } a réécrit les notes de { $documents } documents : { $names }
   *[attached] { $who } a joint { $documents } documents : { $names }
}
