travel-title = Moment
travel-events = { $events ->
    [one] Une position du registre depuis le { $since } ; les traits hauts ont déplacé de l’argent
   *[other] { $events } positions du registre depuis le { $since } ; les traits hauts ont déplacé de l’argent
}
travel-positions = { $events ->
    [one] Une position du registre
   *[other] { $events } positions du registre
}
travel-position = Position du registre, de { $first } à { $last }
travel-here = La position { $position } est affichée.
travel-go = Y aller
travel-go-what = à la position du curseur
travel-day = ou la fin d’une journée
travel-show = Afficher
travel-caption = Fonds alors et maintenant
travel-figure = Fonds
travel-then = Alors
travel-then-day = Alors, { $day }
travel-now = Maintenant
travel-difference = Différence
travel-same = identique
travel-changed-claims = Demandes modifiées depuis
travel-new = pas encore là
travel-next = La suite
travel-next-none = Rien n’a déplacé d’argent depuis.
travel-no-changes = Aucune demande n’a changé depuis.
travel-some-claims = Les premières, dans l’ordre.
travel-next-then = : à ce moment
