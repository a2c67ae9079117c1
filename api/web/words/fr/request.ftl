request-title = Demander un complément pour { $number }
request-crumb = Demande de complément
request-refused = Rien n’a été demandé
request-what = Ce que vous demandez
request-item = Point { $number }
request-about = Point { $number }, au sujet de
request-whole = Toute la demande
request-need = De quoi avez-vous besoin ?
request-add = Ajouter un point
request-remove = Retirer ce point
request-send = Envoyer
request-no-items = Demandez au moins une chose.
request-due = Réponse attendue
request-due-what = { $days ->
    [one] Un jour ouvré à partir d’aujourd’hui, jusqu’à la fin de ce jour.
   *[other] { $days } jours ouvrés à partir d’aujourd’hui, jusqu’à la fin de ce jour.
}
request-does = Ce que fait l’envoi
request-does-unlock = { $partner } peut de nouveau modifier la demande, et la renvoie avec une réponse à chaque point.
request-does-clock = Votre délai est suspendu. Sans réponse, la demande expire.
done-info-requested = Le complément est demandé. La demande est maintenant chez le partenaire.
