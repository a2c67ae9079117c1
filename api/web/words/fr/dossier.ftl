dossier-title = Dossier de { $number }
dossier-short = Dossier
dossier-print = Imprimez cette page avec votre navigateur (Ctrl P), ou enregistrez-la en PDF.
dossier-of = Dossier d’une demande · { $vendor }
dossier-as-of = au { $at }, position { $position }
dossier-claim = La demande
dossier-amounts = Montants
dossier-document-and-hash = Document et SHA-256
dossier-attached = Joint
dossier-replaced = remplacé le { $at }
dossier-removed = retiré le { $at }
dossier-asked = Questions et réponses
dossier-decision = Décision et paiement
dossier-rejected-by = Refusée par
dossier-disputed-by = Contestée par
dossier-approved-by = Approuvée par
dossier-approved-of = { $approved } sur { $requested }
dossier-paid-by = Payée par
dossier-reference = référence { $reference }
dossier-position = Position
dossier-when = Quand
dossier-check = Comment vérifier
dossier-check-documents = Chaque document : calculez son SHA-256 et comparez.
dossier-check-history = { $events ->
    [one] L’historique : un événement, à sa position dans le registre.
   *[other] L’historique : { $events } événements, chacun à sa position dans le registre.
}
dossier-without = Les commentaires que seul { $vendor } voit ne font pas partie de ce dossier.
