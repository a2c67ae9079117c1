document-kind-invoice = Facture
document-kind-csr = Attestation interne (CSR)
document-kind-proof = Preuve

documents-crumb = Ajouter des documents
documents-title = Ajouter des documents
documents-title-describe = Décrivez vos fichiers
documents-asked-title = { $person } vous demande des documents
documents-lead-choose = Pour { $number }, { $title }. Étape 1 sur 2 : vous direz ensuite ce qu’est chaque fichier.
documents-lead-describe = Pour { $number }, { $title }. Étape 2 sur 2 : rien n’est joint avant que vous le disiez.
documents-lead-helper = Pour la demande « { $title } ». Vous ne voyez que cette demande.
documents-asked-by = Demandé par { $person } le { $at }. Ajoutez une note à chaque preuve : elle dit à l’examinateur quoi regarder.
documents-asked-by-due = Demandé par { $person } le { $at }, pour le { $due }. Ajoutez une note à chaque preuve : elle dit à l’examinateur quoi regarder.
documents-refused = { $wrong ->
    [0] { $refused ->
        [one] Un fichier n’a pas été pris
       *[other] { $refused } fichiers n’ont pas été pris
    }
    [one] { $refused ->
        [0] Une chose est à corriger
        [one] Une chose est à corriger, un fichier n’a pas été pris
       *[other] Une chose est à corriger, { $refused } fichiers n’ont pas été pris
    }
   *[other] { $refused ->
        [0] { $wrong } choses sont à corriger
        [one] { $wrong } choses sont à corriger, un fichier n’a pas été pris
       *[other] { $wrong } choses sont à corriger, { $refused } fichiers n’ont pas été pris
    }
}
documents-not-taken = { $file } n’a pas été pris : { $why }
documents-not-taken-mark = Non pris
documents-about-file = { $file } : { $why }
documents-attached-some = { $n ->
    [one] Joint : { $files }. L’autre fichier ne l’a pas été ; voyez ci-dessus.
   *[other] Joints : { $files }. Les autres ne l’ont pas été ; voyez ci-dessus.
}
documents-received = { $n ->
    [one] Un fichier reçu
   *[other] { $n } fichiers reçus
}
documents-taken = { $refused ->
    [0] { $taken ->
        [one] À décrire
       *[other] À décrire
    }
   *[other] { $taken } pris, { $refused } refusés
}
documents-brought-by = envoyé par { $person }
documents-drop = Retirer
documents-kind = Qu’est-ce que c’est ?
documents-kind-invoice = Facture
documents-kind-csr = Attestation (CSR)
documents-kind-proof = Preuve
documents-kind-missing = Dites ce qu’est ce fichier.
documents-supplier = Fournisseur (facultatif)
documents-number = Numéro du document
documents-dated = Daté du
documents-total = Total du document
documents-claimed = Dont vous demandez
documents-answers = De quelle preuve demandée s’agit-il ?
documents-answers-none = Une autre preuve
documents-note = Note (facultatif)
documents-note-of-proof = Que montre-t-elle ?
documents-note-missing = Ajoutez une note : chaque preuve en a une.
documents-gone = Ce fichier n’est plus là : quelqu’un l’a retiré, ou sa journée est passée. Envoyez-le de nouveau.
documents-attach = { $n ->
    [one] Joindre le document
   *[other] Joindre { $n } documents
}
documents-not-now = Pas maintenant
documents-not-now-hint = Les fichiers restent ici pendant un jour.
documents-sums = Le compte y est-il ?
documents-declared = Déclaré
documents-claimed-so-far = Demandé sur les documents
documents-difference = Différence
documents-again = Recalculer
documents-what = Ce qui compte comme quoi
documents-what-invoice = La facture d’un tiers.
documents-what-csr = Votre propre attestation signée pour un travail interne.
documents-what-proof = Montre que cela a eu lieu.
documents-what-asked = Cette activité demande : { $proofs }.
documents-so-far = Déjà joint à cette demande
done-documents-attached = Les documents sont joints.

note-title = Modifier la note
note-refused = La note n’a pas été enregistrée
note-label = Note
note-hint = Explique le document à qui examine la demande.
note-hint-proof = Elle dit à l’examinateur quoi regarder. Chaque preuve en a une.
note-save = Enregistrer la note
done-note-changed = La note est enregistrée.

remove-title = Retirer « { $document } » ?
remove-crumb = Retirer un document
remove-lead = De { $number }, { $title }. Rien n’est retiré avant que vous appuyiez sur le bouton.
remove-refused = Le document n’a pas été retiré
remove-document = Le document
remove-what = Document
remove-file = Fichier
remove-note = Note
remove-claimed = Demandé
remove-brought = Joint par
remove-added = { $person }, { $at }
remove-why = Pourquoi
remove-reason = Motif
remove-reason-hint = Conservé définitivement, sous votre nom.
remove-do = Retirer le document
remove-keep = Garder le document
remove-effect = Ce que cela change
remove-effect-what = Le document n’est plus sur la demande et ne compte plus. Son fichier reste lisible par l’historique.
remove-effect-undo = Cela ne s’annule pas, mais vous pouvez joindre de nouveau le même fichier.
done-document-removed = Le document est retiré.

replace-title = Remplacer un document
replace-lead = { $document }. Un autre fichier, d’autres montants, ou les deux.
replace-refused = Le document n’a pas été remplacé
replace-now = le fichier actuel
replace-brought = Reçu
replace-file = Un autre fichier
replace-file-hint = Laissez vide pour garder le fichier et corriger ce qui en est dit. { $most } au plus.
replace-choose = Choisir un fichier
replace-do = Remplacer le document
replace-effect = Le nouveau document prend la place de l’ancien. L’ancien reste lisible par l’historique.
done-document-replaced = Le document est remplacé.
