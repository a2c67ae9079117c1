//! Files on their way out: whole, in part, small, and for whoever reads the claim alone.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Rgb, RgbImage};
use serde_json::json;
use tests::form::Form;
use tests::samples;

use super::door::Door;
use super::stage::{AUDE, CAMILLE, INES, OTTO, RIVAL, STRANGER, YANN, filed, fund};

/// Attaches a file as a proof; gives its document's path.
async fn attached(door: &Door, claim: &str, name: &str, media_type: &str, bytes: &[u8]) -> String {
    let facts = json!({ "kind": "proof", "note": "shown" }).to_string();
    let form = Form::default().file(name, media_type, bytes).facts(&facts);
    let asking = door
        .post(&format!("{claim}/documents"))
        .by(CAMILLE)
        .at_any();
    let told = asking
        .raw(&Form::media_type(), form.end())
        .send()
        .await
        .done();
    format!("{claim}/documents/{}", told.text("document"))
}

#[tokio::test]
async fn a_file_comes_out_as_it_went_in_and_a_browser_runs_nothing_of_it() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let bytes = samples::pdf("bill");
    let path = attached(
        &door,
        &claim,
        "reçu \"1\".pdf".replace('"', "'").as_str(),
        "application/pdf",
        &bytes,
    )
    .await;
    let (parts, got) = door.get(&format!("{path}/file")).by(INES).answer().await;
    assert_eq!((parts.status.as_u16(), got), (200, bytes.clone()));
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    };
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("content-length"), bytes.len().to_string());
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
    assert_eq!(header("cache-control"), "private, no-cache");
    assert_eq!(header("accept-ranges"), "bytes");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"re_u '1'.pdf\"; filename*=UTF-8''re%C3%A7u%20%271%27.pdf"
    );
    let tag = header("etag").to_owned();
    let again = door
        .get(&format!("{path}/file"))
        .by(INES)
        .header("if-none-match", &tag);
    let (parts, got) = again.answer().await;
    assert_eq!((parts.status.as_u16(), got.len()), (304, 0));
    assert_eq!(parts.headers["etag"], tag);
    for (range, if_range, status, expected, content_range) in [
        (
            "bytes=0-4",
            None,
            206,
            &bytes[..5],
            format!("bytes 0-4/{}", bytes.len()),
        ),
        (
            "bytes=-6",
            None,
            206,
            &bytes[bytes.len() - 6..],
            format!(
                "bytes {}-{}/{}",
                bytes.len() - 6,
                bytes.len() - 1,
                bytes.len()
            ),
        ),
        (
            "bytes=0-4",
            Some(tag.as_str()),
            206,
            &bytes[..5],
            format!("bytes 0-4/{}", bytes.len()),
        ),
        (
            "bytes=0-4",
            Some("\"other\""),
            200,
            &bytes[..],
            String::new(),
        ),
        ("bytes=0-1,3-4", None, 200, &bytes[..], String::new()),
    ] {
        let asking = door
            .get(&format!("{path}/file"))
            .by(INES)
            .header("range", range);
        let asking = match if_range {
            Some(tag) => asking.header("if-range", tag),
            None => asking,
        };
        let (parts, got) = asking.answer().await;
        let said = parts
            .headers
            .get("content-range")
            .map_or("", |value| value.to_str().unwrap());
        assert_eq!(
            (parts.status.as_u16(), got.as_slice()),
            (status, expected),
            "{range}"
        );
        assert_eq!(said, content_range);
    }
    let beyond = door
        .get(&format!("{path}/file"))
        .by(INES)
        .header("range", "bytes=99999-");
    let told = beyond.send().await;
    assert_eq!(told.problem(), (416, "no_such_range"));
    assert_eq!(
        told.header("content-range"),
        format!("bytes */{}", bytes.len())
    );
    door.close().await;
}

#[tokio::test]
async fn a_file_is_for_whoever_reads_its_claim_also_after_it_was_replaced() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let bytes = samples::png();
    let path = attached(&door, &claim, "a.png", "image/png", &bytes).await;
    let position = door.ledger.head().borrow().to_string();
    door.delete(&format!("{path}?why=blurred"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    for reader in [CAMILLE, INES, AUDE] {
        let (parts, got) = door.get(&format!("{path}/file")).by(reader).answer().await;
        assert_eq!(
            (parts.status.as_u16(), got == bytes),
            (200, true),
            "{reader}"
        );
    }
    for what in ["file", "preview"] {
        for stranger in [STRANGER, RIVAL, YANN] {
            let told = door
                .get(&format!("{path}/{what}"))
                .by(stranger)
                .send()
                .await;
            assert_eq!(told.problem(), (404, "claim_not_found"), "{stranger}");
        }
        let told = door.get(&format!("{path}/{what}")).by(OTTO).send().await;
        assert_eq!(told.problem(), (403, "not_allowed"));
        let lost = format!("{claim}/documents/document_01h455vb4pex5vsknk084sn02q/{what}");
        let told = door.get(&lost).by(CAMILLE).send().await;
        assert_eq!(told.problem(), (404, "document_not_found"));
    }
    let then = door
        .get(&format!("{path}/file?as_of_position={position}"))
        .by(INES);
    assert_eq!(then.answer().await.0.status, 200);
    let before = position.parse::<u64>().unwrap() - 1;
    let told = door
        .get(&format!("{path}/file?as_of_position={before}"))
        .by(INES)
        .send()
        .await;
    assert_eq!(told.problem(), (404, "document_not_found"));
    door.close().await;
}

#[tokio::test]
async fn a_file_that_is_lost_or_altered_is_not_given_out() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let path = attached(&door, &claim, "a.png", "image/png", &samples::png()).await;
    let kept = super::bad_uploads::files_under(door.shelf.folder.path());
    let mut bytes = std::fs::read(&kept[0]).unwrap();
    bytes.push(0);
    std::fs::write(&kept[0], &bytes).unwrap();
    let told = door.get(&format!("{path}/file")).by(INES).send().await;
    assert_eq!(told.problem(), (500, "file_altered"));
    bytes.pop();
    bytes[100] ^= 1;
    std::fs::write(&kept[0], &bytes).unwrap();
    let told = door.get(&format!("{path}/preview")).by(INES).send().await;
    assert_eq!(told.problem(), (500, "file_altered"));
    std::fs::remove_file(&kept[0]).unwrap();
    for what in ["file", "preview"] {
        let told = door.get(&format!("{path}/{what}")).by(INES).send().await;
        assert_eq!(told.problem(), (404, "file_not_stored"));
    }
    // The same file brought again heals it.
    let other = filed(&door, &fund, "10.00").await;
    attached(&door, &other, "b.png", "image/png", &samples::png()).await;
    assert_eq!(
        door.get(&format!("{path}/file"))
            .by(INES)
            .answer()
            .await
            .0
            .status,
        200
    );
    door.close().await;
}

#[tokio::test]
async fn a_picture_is_shown_small_and_upright_and_nothing_else_is_shown() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let lying = turned(&RgbImage::from_fn(1_200, 600, |x, _| {
        Rgb(if x < 600 { [250, 0, 0] } else { [0, 0, 250] })
    }));
    let path = attached(&door, &claim, "lying.jpg", "image/jpeg", &lying).await;
    let (parts, small) = door.get(&format!("{path}/preview")).by(INES).answer().await;
    assert_eq!(parts.status, 200);
    assert_eq!(parts.headers["content-type"], "image/jpeg");
    assert_eq!(
        parts.headers["content-security-policy"],
        "sandbox; default-src 'none'"
    );
    let drawn = ImageReader::with_format(Cursor::new(&small), ImageFormat::Jpeg);
    let drawn = drawn.decode().unwrap().to_rgb8();
    // A quarter turn to the right: what was left is above.
    assert_eq!(drawn.dimensions(), (240, 480));
    assert!(drawn.get_pixel(120, 20).0[0] > 200 && drawn.get_pixel(120, 460).0[2] > 200);
    assert!(!small.windows(4).any(|window| window == b"Exif"));
    let tag = parts.headers["etag"].to_str().unwrap();
    let known = door
        .get(&format!("{path}/preview"))
        .by(INES)
        .header("if-none-match", tag);
    assert_eq!(known.answer().await.0.status, 304);
    let path = attached(
        &door,
        &claim,
        "a.pdf",
        "application/pdf",
        &samples::pdf("a"),
    )
    .await;
    let told = door.get(&format!("{path}/preview")).by(INES).send().await;
    assert_eq!(told.problem(), (404, "no_preview"));
    // A few bytes that would be 900 million pixels.
    let mut vast = samples::png();
    vast[16..24].copy_from_slice(&[0, 0, 117, 48, 0, 0, 117, 48]);
    let path = attached(&door, &claim, "vast.png", "image/png", &vast).await;
    let told = door.get(&format!("{path}/preview")).by(INES).send().await;
    assert_eq!(told.problem(), (404, "no_preview"));
    door.close().await;
}

/// Writes a picture that says that it is to be turned to the right (Exif, orientation 6).
fn turned(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&bytes[..2], &[0xff, 0xe1], &length, exif, &bytes[2..]].concat()
}
