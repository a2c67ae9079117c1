//! The files of documents, as people fetch them: the same bytes and headers as by the interface.

use super::visit::{Shown, read};
use crate::http::door::Door;
use crate::http::stage::{CAMILLE, INES, STRANGER, complete, fund};

async fn part(door: &Door, path: &str, range: &str) -> Shown {
    let asking = door.get(path).by(CAMILLE).header("range", range);
    let (parts, bytes) = asking.header("accept-encoding", "gzip, br").answer().await;
    Shown {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::new(),
        bytes,
    }
}

#[tokio::test]
async fn a_file_is_given_to_whoever_reads_the_claim_and_never_runs() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = complete(&door, &fund, "10.00").await;
    let of_interface = format!("{claim}/documents/{invoice}/file");
    let path = of_interface.replace("/v1/", "/");
    let whole = read(&door, CAMILLE, &path).await;
    let (parts, bytes) = door.get(&of_interface).by(CAMILLE).answer().await;
    assert_eq!((whole.status, &whole.bytes), (200, &bytes));
    for name in [
        "content-type",
        "content-disposition",
        "content-security-policy",
        "cross-origin-resource-policy",
        "x-content-type-options",
        "etag",
        "accept-ranges",
        "content-length",
    ] {
        assert_eq!(whole.headers.get(name), parts.headers.get(name), "{name}");
    }
    assert!(
        whole
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    let some = part(&door, &path, "bytes=0-3").await;
    assert_eq!(
        (some.status, some.bytes.as_slice()),
        (206, b"%PDF".as_slice())
    );
    assert_eq!(some.header("content-encoding"), "");
    let none = part(&door, &path, "bytes=999999-").await;
    assert_eq!(none.status, 416);
    assert_eq!(read(&door, INES, &path).await.status, 200);
    assert_eq!(read(&door, STRANGER, &path).await.status, 404);
    assert_eq!(
        read(&door, CAMILLE, &path.replace("/file", "/preview"))
            .await
            .status,
        404
    );
    door.close().await;
}
