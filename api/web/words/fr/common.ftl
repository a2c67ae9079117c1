status-editing = En préparation
status-submitted = Envoyée
status-under-review = En cours d’examen
status-action-required = Complément demandé
status-approved = Approuvée
status-rejected = Refusée
status-disputed = Contestée
status-rejection-final = Refusée définitivement
status-paid = Payée
status-cancelled = Annulée
status-expired = Expirée

account-earned = Acquis
account-available = Disponible
account-reserved = Réservé
account-committed = Engagé
account-paid = Payé
account-expired = Expiré
bar-shares = Part des fonds acquis : { $shares }
bar-percent = { $n } %
bar-nothing = Rien n’est encore acquis

form-error = Erreur :
form-summary = Il y a un problème
form-kept = Rien n’a été enregistré. Ce que vous avez saisi est conservé ci-dessous.
form-overtaken = Quelqu’un vient de modifier ceci. Regardez ce qui a changé, puis renvoyez.
form-optional = (facultatif)
form-day-hint = Jour/mois/année, par exemple 14/03/2024.
form-cancel = Annuler
field-missing = Remplissez ce champ.
field-choose = Faites un choix.
field-bad-date = Écrivez la date comme 14/03/2024.
field-bad-name = Utilisez des lettres, des chiffres, des points, des tirets et des tirets bas, sans espace.
field-not-an-amount = Écrivez un montant comme { $example }.
field-too-many-decimals = { $decimals ->
    [0] Les montants en { $currency } n’ont pas de décimales. Écrivez-le comme { $example }.
   *[other] Les montants en { $currency } ont { $decimals } décimales au plus. Écrivez-le comme { $example }.
}
field-amount-overflow = Ce montant est trop grand.
field-control-character = Le texte contient un caractère qui ne peut pas être affiché. Saisissez-le de nouveau.
field-direction-mark = Le texte contient un caractère invisible qui inverse le sens d’écriture. Saisissez-le de nouveau.
field-text-too-long = Le texte est trop long.
