new-claim-title = Nouvelle demande
new-claim-refused = La demande n’a pas été créée
new-claim-lead = Quelques réponses. Les documents viennent ensuite, et vous pouvez tout modifier jusqu’à l’envoi.
new-claim-no-fund = Vous n’avez pas encore de fonds. Dès que votre fournisseur en ouvre un pour vous, il apparaît ici.
new-claim-fund = Quel fonds paie ?
new-claim-available = { $amount } disponibles
new-claim-spend-until = à dépenser jusqu’au { $day }
new-claim-claim-until = à envoyer jusqu’au { $day }
new-claim-over = clos, les demandes étaient à envoyer au plus tard le { $day }
new-claim-activity = Qu’avez-vous fait ?
new-claim-asks-for = À fournir : { $what }
new-claim-name = Titre
new-claim-name-hint = Pour la retrouver. { $vendor } le lit aussi.
new-claim-when = Quand cela a-t-il eu lieu ?
new-claim-when-between = Entre le { $from } et le { $to }.
new-claim-where = Où ? (facultatif)
new-claim-declared = Combien demandez-vous ?
new-claim-declared-hint = Le total de vos factures et attestations. Vous pourrez le corriger.
new-claim-declared-hint-currency = Dans la devise du fonds : le total de vos factures et attestations. Vous pourrez le corriger.
new-claim-create = Créer la demande
new-claim-next = La suite
new-claim-next-land = Vous arrivez sur la demande
new-claim-next-land-what = Elle a un numéro et la liste de ce qui manque.
new-claim-next-documents = Vous ajoutez les documents
new-claim-next-documents-what = Factures, attestations, preuves ; des collègues peuvent aider.
new-claim-next-submit = Vous l’envoyez
new-claim-next-submit-what = C’est alors que le montant est réservé.
new-claim-next-decide = { $vendor } décide
new-claim-next-decide-what = { $days ->
    [one] En un jour ouvré.
   *[other] En { $days } jours ouvrés.
}
new-claim-today = Disponible aujourd’hui
done-claim-created = La demande est créée. Ajoutez maintenant ses documents.
