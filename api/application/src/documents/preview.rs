//! A small picture of a picture: drawn anew, so that nothing but pixels is shown.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::Kind;

/// The type of every preview.
pub const PREVIEW_TYPE: &str = "image/jpeg";

/// The longest side of a preview, in pixels.
const SIDE_MAX: u32 = 480;

/// The longest side of a picture that is drawn, in pixels, and the most memory to draw it in.
const DRAWN_SIDE_MAX: u32 = 12_000;
const DRAWN_BYTES_MAX: u64 = 96 * 1024 * 1024;

/// How well a preview is drawn, of 100.
const QUALITY: u8 = 80;

/// Why there is no preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPreview {
    #[error("there are previews of PNG and JPEG alone")]
    NotAPicture,
    #[error("the picture is too large, or cannot be drawn")]
    NotDrawn,
}

/// Draws a picture anew, upright, no side longer than [`SIDE_MAX`], on white.
///
/// It takes time and memory: call it where it keeps nobody waiting, and not for many at once.
pub fn preview(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, NoPreview> {
    let format = format_of(kind).ok_or(NoPreview::NotAPicture)?;
    drawn(format, bytes).map_err(|_| NoPreview::NotDrawn)
}

/// Tells whether there are previews of a type at all.
pub(super) const fn format_of(kind: Kind) -> Option<ImageFormat> {
    match kind {
        Kind::Png => Some(ImageFormat::Png),
        Kind::Jpeg => Some(ImageFormat::Jpeg),
        Kind::Pdf | Kind::Heic | Kind::Csv | Kind::Docx | Kind::Xlsx | Kind::Eml => None,
    }
}

fn drawn(format: ImageFormat, bytes: &[u8]) -> image::ImageResult<Vec<u8>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(DRAWN_SIDE_MAX);
    limits.max_image_height = Some(DRAWN_SIDE_MAX);
    limits.max_alloc = Some(DRAWN_BYTES_MAX);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder)?;
    let longest = picture.width().max(picture.height());
    let mut small = match longest > SIDE_MAX {
        true => picture.thumbnail(SIDE_MAX, SIDE_MAX),
        false => picture,
    };
    small.apply_orientation(orientation);
    let mut written = vec![];
    let encoder = JpegEncoder::new_with_quality(&mut written, QUALITY);
    on_white(&small).write_with_encoder(encoder)?;
    Ok(written)
}

/// Lays a picture on white: what a preview is written in has no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [colours @ .., alpha] = picture.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            ((colour * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        Rgb(colours.map(over))
    })
}
