funds-title = Fonds
funds-lead = Ce que vous avez acquis, où cela en est, et jusqu’à quand vous pouvez le demander.
funds-lead-vendor = Ce que chaque partenaire possède par programme, période et devise, du plus récent au plus ancien.
funds-open = Ouvrir un fonds
funds-filter = Filtrer les fonds
funds-partner = Partenaire
funds-programme = Programme
funds-period = Période
funds-none-match = Aucun fonds ne correspond.
funds-caption = Fonds, du plus récent au plus ancien
funds-fund = Fonds
funds-where = Situation
funds-claimed = Demandé
funds-until = Demandes jusqu’au
funds-closed = clos le { $day }
funds-sum = { $funds ->
    [one] Un fonds en { $currency }
   *[other] { $funds } fonds en { $currency }
}
funds-all = Ce sont tous les fonds.
funds-some = Du plus récent au plus ancien. Les totaux apparaissent quand tout tient sur une page.
new-fund-title = Ouvrir un fonds
new-fund-lead = Un partenaire a un fonds par programme, période et devise. Il contient ce qu’il acquiert.
new-fund-refused = Le fonds n’a pas été ouvert
new-fund-programme = Programme et période
new-fund-earned = acquis du { $from } au { $to }, demandes jusqu’au { $until }
new-fund-partner = Partenaire
new-fund-partner-hint = Le nom de l’organisation du partenaire ici, par exemple atelier-breton.
new-fund-open = Ouvrir le fonds
new-fund-next = Et ensuite
new-fund-next-empty = Le fonds est vide
new-fund-next-empty-what = La finance enregistre ce que le partenaire acquiert.
new-fund-next-claims = Le partenaire dépose des demandes
new-fund-next-claims-what = Dès que quelque chose est disponible.
new-fund-next-ends = Le reste expire
new-fund-next-ends-what = Le lendemain de la fin des demandes, sauf report par la finance.
done-fund-opened = Le fonds est ouvert.
