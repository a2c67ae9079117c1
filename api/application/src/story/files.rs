//! The files of a story: real ones, made the same each time, so that their digests never change.

use std::collections::BTreeMap;

use domain::document::Sha256;
use domain::{ClaimCommand, ClaimId, Document, FundCommand, FundId, OrgId, claim, fund};
use flate2::Crc;
use projections::Command;

use super::{Doing, Story};
use crate::documents::{Kind, Store, StoreError};

const STAND_PHOTO: &[u8] = include_bytes!("../../../../fixtures/documents/stand-photo.jpg");
const OVENS: &[u8] = include_bytes!("../../../../fixtures/documents/ovens.jpg");
const ADVERTISEMENTS: &[u8] = include_bytes!("../../../../fixtures/documents/advertisements.png");

/// Gives the bytes of a file in a story; the same name is the same file.
pub fn file_bytes(name: &str) -> Option<Vec<u8>> {
    content(name).map(|(_, bytes)| bytes)
}

/// Puts the files of a story into a store, under the partner whose claims they are on.
///
/// What is there already is left alone; gives how many were put there.
pub async fn keep_files(story: &Story, store: &Store) -> Result<usize, StoreError> {
    let mut kept = 0;
    for (org, sha256, name) in files_of(story) {
        if let Some(bytes) = file_bytes(&name)
            && store.look(&org, sha256).await?.is_none()
        {
            store.put(&org, &bytes).await?;
            kept += 1;
        }
    }
    Ok(kept)
}

/// Lists the files that a story's commands bring, and whose they are.
fn files_of(story: &Story) -> Vec<(OrgId, Sha256, String)> {
    let (mut partners, mut funds) = (BTreeMap::new(), BTreeMap::new());
    let mut files = vec![];
    let commands = story.steps.iter().filter_map(|step| match &step.doing {
        Doing::Command(command) => Some(command.as_ref()),
        Doing::Look(_) => None,
    });
    for command in commands {
        match command {
            Command::Fund(id, FundCommand::Open(fund::Open { partner, .. })) => {
                partners.insert(*id, partner.clone());
            }
            Command::Claim(id, ClaimCommand::Create(claim::Create { fund, .. })) => {
                funds.insert(*id, *fund);
            }
            Command::Claim(id, command) => {
                let org = partner_of(*id, &funds, &partners);
                let brought = org.into_iter().flat_map(|org| {
                    let file = move |document: &Document| {
                        let file = &document.file;
                        (org.clone(), file.sha256, file.name.clone())
                    };
                    documents_in(command).iter().map(file)
                });
                files.extend(brought);
            }
            Command::Fund(..) | Command::Programme(..) => {}
        }
    }
    files
}

fn partner_of(
    claim: ClaimId,
    funds: &BTreeMap<ClaimId, FundId>,
    partners: &BTreeMap<FundId, OrgId>,
) -> Option<OrgId> {
    partners.get(funds.get(&claim)?).cloned()
}

fn documents_in(command: &ClaimCommand) -> &[Document] {
    match command {
        ClaimCommand::AttachDocument(claim::AttachDocument { document, .. })
        | ClaimCommand::ReplaceDocument(claim::ReplaceDocument { document, .. }) => {
            std::slice::from_ref(document)
        }
        ClaimCommand::Dispute(claim::Dispute { documents, .. }) => documents,
        ClaimCommand::Create(_)
        | ClaimCommand::EditDetails(_)
        | ClaimCommand::RemoveDocument(_)
        | ClaimCommand::AnnotateDocument(_)
        | ClaimCommand::RecordMetric(_)
        | ClaimCommand::RequestContribution(_)
        | ClaimCommand::CancelContribution(_)
        | ClaimCommand::AddComment(_)
        | ClaimCommand::Submit(_)
        | ClaimCommand::Recall(_)
        | ClaimCommand::Cancel(_)
        | ClaimCommand::StartReview
        | ClaimCommand::RequestInfo(_)
        | ClaimCommand::Approve(_)
        | ClaimCommand::Reject(_)
        | ClaimCommand::RevokeApproval(_)
        | ClaimCommand::CloseRejection
        | ClaimCommand::RecordPayment(_)
        | ClaimCommand::ReversePayment(_)
        | ClaimCommand::Expire
        | ClaimCommand::ExtendDeadline(_) => &[],
    }
}

/// Makes a file; another name is another file.
pub(super) fn content(name: &str) -> Option<(Kind, Vec<u8>)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let kind = Kind::of_ending(ending)?;
    let bytes = match (name, kind) {
        ("stand-photo.jpg", _) => STAND_PHOTO.to_vec(),
        ("ovens.jpg", _) => OVENS.to_vec(),
        ("advertisements.png", _) => ADVERTISEMENTS.to_vec(),
        (_, Kind::Pdf) => pdf(stem),
        (_, Kind::Jpeg) => jpeg_with(STAND_PHOTO, stem),
        (_, Kind::Png) => png_with(ADVERTISEMENTS, stem),
        (_, Kind::Heic | Kind::Csv | Kind::Docx | Kind::Xlsx | Kind::Eml) => return None,
    };
    Some((kind, bytes))
}

/// Writes one page with a title (ISO 32000-1, 7.5).
fn pdf(stem: &str) -> Vec<u8> {
    let title = stem.replace('-', " ");
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\') || c == ' ';
    let title: String = title
        .chars()
        .map(|c| if plain(c) { c } else { '?' })
        .collect();
    let page = format!(
        "BT /F1 26 Tf 72 740 Td ({title}) Tj /F1 12 Tf 0 -36 Td \
         (A document of a story that the claims ledger tells.) Tj ET"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
    ];
    // The comment has the whole name: titles may be alike.
    let mut text = format!("%PDF-1.7\n% {}\n", stem.escape_default());
    let mut offsets = vec![];
    for (n, object) in objects.iter().enumerate() {
        offsets.push(text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let start = text.len();
    text += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        text += &format!("{offset:010} 00000 n \n");
    }
    let size = objects.len() + 1;
    text += &format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    text.into_bytes()
}

/// Writes a comment into a JPEG, after its start (ITU T.81, B.2.4.5).
fn jpeg_with(picture: &[u8], comment: &str) -> Vec<u8> {
    let (start, rest) = picture.split_at(2);
    let length = (comment.len() as u16 + 2).to_be_bytes();
    [start, &[0xff, 0xfe], &length, comment.as_bytes(), rest].concat()
}

/// Writes a text into a PNG, before its last chunk (W3C PNG, 11.3.3.2).
fn png_with(picture: &[u8], text: &str) -> Vec<u8> {
    let (pixels, end) = picture.split_at(picture.len() - 12);
    let chunk = [b"tEXtComment\0", text.as_bytes()].concat();
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    let mut crc = Crc::new();
    crc.update(&chunk);
    [pixels, &length, &chunk, &crc.sum().to_be_bytes(), end].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::documents::sound;

    #[test]
    fn the_files_of_stories_are_what_they_say() {
        for name in [
            "stand-photo.jpg",
            "another photo.jpg",
            "advertisements.png",
            "another.png",
            "staff-hours.pdf",
            "reçu (1).pdf",
        ] {
            let (kind, bytes) = content(name).expect("it is made");
            let mut file = tempfile::tempfile().expect("a file can be made");
            file.write_all(&bytes).expect("it can be written");
            let looked = sound(kind, &mut file, bytes.len() as u64);
            assert_eq!(looked.expect("it can be read"), Ok(()), "{name}");
        }
        assert_ne!(content("a.png"), content("b.png"));
        assert_eq!(content("notes.txt"), None);
    }
}
