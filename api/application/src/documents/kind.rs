//! The types of files that are taken: by which endings, under which names on the wire.

/// A type of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Pdf,
    Png,
    Jpeg,
    Heic,
    Csv,
    Docx,
    Xlsx,
    Eml,
}

/// Says nothing about a file: what a program sends that does not know (RFC 2046, section 4.5.1).
const ANY: &str = "application/octet-stream";

impl Kind {
    /// Every type, in the order of the enum.
    pub const ALL: [Self; 8] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Heic,
        Self::Csv,
        Self::Docx,
        Self::Xlsx,
        Self::Eml,
    ];

    /// Gives the one name under which it is kept and given out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Heic => "image/heic",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Eml => "message/rfc822",
        }
    }

    /// Gives what a file's name may end in.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Heic => &["heic", "heif"],
            Self::Csv => &["csv"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Eml => &["eml"],
        }
    }

    /// Gives what else programs call it.
    const fn also_called(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["image/jpg"],
            Self::Heic => &["image/heif"],
            // Browsers on Windows name the program that opens it.
            Self::Csv => &["application/csv", "application/vnd.ms-excel", "text/plain"],
            Self::Eml => &["text/plain"],
            Self::Pdf | Self::Png | Self::Docx | Self::Xlsx => &[],
        }
    }

    /// Tells the type by what a name ends in.
    pub fn of_ending(ending: &str) -> Option<Self> {
        let is_one = |kind: &Self| {
            let mut endings = kind.endings().iter();
            endings.any(|known| known.eq_ignore_ascii_case(ending))
        };
        Self::ALL.into_iter().find(is_one)
    }

    /// Tells the type by the name under which it is kept.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.media_type() == media_type)
    }

    /// Tells whether a declared type may mean this one; none, and any, says nothing against it.
    pub fn may_be_declared(self, declared: Option<&str>) -> bool {
        let essence = declared.map(|declared| declared.split(';').next().unwrap_or("").trim());
        essence.is_none_or(|essence| {
            let is_it = |name: &&str| essence.eq_ignore_ascii_case(name);
            is_it(&ANY) || is_it(&self.media_type()) || self.also_called().iter().any(is_it)
        })
    }
}
