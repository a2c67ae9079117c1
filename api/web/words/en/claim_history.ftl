claim-history = History
claim-history-count = { $events ->
    [one] one event
   *[other] { $events } events, newest first
}
claim-round = Round { $round }
claim-round-preparation = Preparation
claim-round-submitted = submitted { $at }
claim-round-asked = { $items ->
    [one] one thing asked for
   *[other] { $items } things asked for
}
claim-round-events = { $events ->
    [one] 1 event
   *[other] { $events } events
}
claim-raw = { $name }, position { $position }
claim-raw-what = : the event as recorded
claim-what-changed = What changed
claim-what = What
claim-nothing = nothing
claim-the-ledger = The ledger
claim-the-title = the title
claim-the-activity = the activity
claim-the-day = the day it took place
claim-the-declared = the declared amount
claim-the-location = the place
claim-the-document = a document
claim-the-invoice = the invoice { $number }
claim-the-csr = the CSR { $number }
claim-the-proof = the proof “{ $name }”
claim-did-create = { $who } created the claim “{ $title }” and declared { $declared }
claim-did-edit = { $who } changed { $fields }
claim-did-attach = { $kind ->
    [proof] { $asked ->
        [asked] { $who } was asked for documents and attached { $document }
       *[own] { $who } attached { $document }
    }
   *[other] { $asked ->
        [asked] { $who } was asked for documents and attached { $document }, claiming { $claimed }
       *[own] { $who } attached { $document }, claiming { $claimed }
    }
}
claim-did-replace = { $kind ->
    [proof] { $who } replaced { $old } by { $file }
   *[other] { $who } replaced { $old } by { $file }, claiming { $claimed }
}
claim-did-remove = { $who } removed { $document }
claim-did-annotate = { $who } explained { $document } anew
claim-did-record-metric = { $who } recorded { $value } { $unit } ({ $metric })
claim-did-ask-colleague = { $dated ->
    [by] { $who } asked { $person } for documents by { $due }
   *[open] { $who } asked { $person } for documents
}
claim-did-withdraw-colleague = { $who } no longer asks { $person }
claim-did-comment = { $on ->
    [document] { $how ->
        [reply] { $who } replied on { $document }{ $readers ->
            [vendor] {" "}for the vendor alone
           *[everyone] {""}
        }
       *[first] { $who } commented on { $document }{ $readers ->
            [vendor] {" "}for the vendor alone
           *[everyone] {""}
        }
    }
   *[claim] { $how ->
        [reply] { $who } replied{ $readers ->
            [vendor] {" "}for the vendor alone
           *[everyone] {""}
        }
       *[first] { $who } commented on the claim{ $readers ->
            [vendor] {" "}for the vendor alone
           *[everyone] {""}
        }
    }
}
claim-did-submit = { $answers ->
    [0] { $round ->
        [1] { $who } submitted the claim; { $requested } reserved, review due by { $due }
       *[other] { $who } submitted the claim again (round { $round }); { $requested } reserved, review due by { $due }
    }
   *[other] { $who } answered and submitted again (round { $round }); { $requested } reserved, review due by { $due }
}
claim-did-recall = { $who } took the claim back
claim-did-cancel = { $who } cancelled the claim
claim-did-start-review = { $round ->
    [1] { $who } started the review
   *[other] { $who } started the review of round { $round }
}
claim-did-request-info = { $items ->
    [one] { $who } asked for one thing, due { $due }
   *[other] { $who } asked for { $items } things, due { $due }
}
claim-did-approve = { $whole ->
    [whole] { $who } approved { $approved } in full; payment due by { $due }
   *[part] { $who } approved { $approved } of { $requested }; { $less } taken off, payment due by { $due }
}
claim-did-reject = { $final ->
    [yes] { $who } rejected the claim for good: { $reasons }
   *[no] { $who } rejected the claim: { $reasons }. It can be disputed until { $until }
}
claim-did-revoke = { $who } revoked the approval
claim-did-dispute = { $documents ->
    [0] { $who } disputed the rejection; review due by { $due }
    [one] { $who } disputed the rejection with one document; review due by { $due }
   *[other] { $who } disputed the rejection with { $documents } documents; review due by { $due }
}
claim-did-close-rejection = { $how ->
    [accepted] { $who } accepted the rejection
   *[over] { $who } closed the rejection: nobody disputed it in time
}
claim-did-pay = { $who } paid { $amount } on { $value_date }, reference { $reference }
claim-did-reverse = { $who } reversed the payment { $reference } of { $amount }
claim-did-expire = { $cause ->
    [no-answer] { $who } let the claim expire: no answer by { $deadline }
   *[not-submitted] { $who } let the claim expire: not submitted by { $deadline }
}
claim-did-extend = { $which ->
    [claiming] { $who } extended the time to submit from { $from } to { $to }
    [answer] { $who } extended the time to answer from { $from } to { $to }
   *[dispute] { $who } extended the time to dispute from { $from } to { $to }
}
claim-did-several = { $how ->
    [replaced] { $who } replaced { $documents } documents: { $names }
    [removed] { $who } removed { $documents } documents: { $names }
    [annotated] { $who } explained { $documents } documents anew: { $names }
   *[attached] { $who } attached { $documents } documents: { $names }
}
