document-kind-invoice = Invoice
document-kind-csr = Own certificate (CSR)
document-kind-proof = Proof

documents-crumb = Add documents
documents-title = Add documents
documents-title-describe = Describe your files
documents-asked-title = { $person } asks you for documents
documents-lead-choose = For { $number }, { $title }. Step 1 of 2: you say what each file is next.
documents-lead-describe = For { $number }, { $title }. Step 2 of 2: nothing is attached before you say so.
documents-lead-helper = For the claim “{ $title }”. You see only this claim.
documents-asked-by = Asked by { $person } on { $at }. Add a note to each proof: it tells the reviewer what to look at.
documents-asked-by-due = Asked by { $person } on { $at }, by { $due }. Add a note to each proof: it tells the reviewer what to look at.
documents-refused = { $wrong ->
    [0] { $refused ->
        [one] One file was not taken
       *[other] { $refused } files were not taken
    }
    [one] { $refused ->
        [0] One thing is to be corrected
        [one] One thing is to be corrected, one file was not taken
       *[other] One thing is to be corrected, { $refused } files were not taken
    }
   *[other] { $refused ->
        [0] { $wrong } things are to be corrected
        [one] { $wrong } things are to be corrected, one file was not taken
       *[other] { $wrong } things are to be corrected, { $refused } files were not taken
    }
}
documents-not-taken = { $file } was not taken: { $why }
documents-not-taken-mark = Not taken
documents-about-file = { $file }: { $why }
documents-attached-some = { $n ->
    [one] Attached: { $files }. The other file was not; see above.
   *[other] Attached: { $files }. The others were not; see above.
}
documents-received = { $n ->
    [one] One file received
   *[other] { $n } files received
}
documents-taken = { $refused ->
    [0] { $taken ->
        [one] To be described
       *[other] To be described
    }
   *[other] { $taken } taken, { $refused } refused
}
documents-brought-by = brought by { $person }
documents-drop = Remove
documents-kind = What is it?
documents-kind-invoice = Invoice
documents-kind-csr = Certificate (CSR)
documents-kind-proof = Proof
documents-kind-missing = Say what this file is.
documents-supplier = Supplier (optional)
documents-number = Document number
documents-dated = Dated
documents-total = Total on the document
documents-claimed = Of which you claim
documents-answers = Which of the asked-for proofs is it?
documents-answers-none = Another proof
documents-note = Note (optional)
documents-note-of-proof = What does it show?
documents-note-missing = Add a note: every proof needs one.
documents-gone = This file is no longer here: somebody removed it, or its day is over. Upload it again.
documents-attach = { $n ->
    [one] Attach the document
   *[other] Attach { $n } documents
}
documents-not-now = Not now
documents-not-now-hint = Not now keeps the files here for a day.
documents-sums = Does it add up?
documents-declared = Declared
documents-claimed-so-far = Claimed on documents
documents-difference = Difference
documents-again = Add up again
documents-what = What counts as what
documents-what-invoice = A third party’s bill.
documents-what-csr = Your own signed statement for in-house work.
documents-what-proof = Shows that it took place.
documents-what-asked = This activity asks for: { $proofs }.
documents-so-far = On this claim so far
done-documents-attached = The documents are attached.

note-title = Edit the note
note-refused = The note was not saved
note-label = Note
note-hint = Explains the document to whoever reviews the claim.
note-hint-proof = It tells the reviewer what to look at. Every proof needs a note.
note-save = Save note
done-note-changed = The note is saved.

remove-title = Remove “{ $document }”?
remove-crumb = Remove a document
remove-lead = From { $number }, { $title }. Nothing is removed until you press the button.
remove-refused = The document was not removed
remove-document = The document
remove-what = Document
remove-file = File
remove-note = Note
remove-claimed = Claimed
remove-brought = Attached
remove-added = { $person }, { $at }
remove-why = Why
remove-reason = Reason
remove-reason-hint = Kept for good, under your name.
remove-do = Remove the document
remove-keep = Keep the document
remove-effect = What it does
remove-effect-what = The document is off the claim and no longer counts. Its file stays readable through the history.
remove-effect-undo = It cannot be taken back, but you can attach the same file again.
done-document-removed = The document is removed.

replace-title = Replace a document
replace-lead = { $document }. Another file, other figures, or both.
replace-refused = The document was not replaced
replace-now = the file it has now
replace-brought = Received
replace-file = Another file
replace-file-hint = Leave it out to keep the file and correct what is said about it. { $most } at most.
replace-choose = Choose a file
replace-do = Replace the document
replace-effect = The new document takes the place of the old one. The old one stays readable through the history.
done-document-replaced = The document is replaced.
