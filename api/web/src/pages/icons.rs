//! Pictures: Lucide's icons, the marks of statuses, and bars of money.

use domain::{Money, Status};
use icondata_lu as lucide;
use projections::ledger::FundFigures;

use super::say::{Given, Html, Say};

/// Lists the icons that pages use, by the names Lucide has for them.
macro_rules! icons {
    ($($name:literal => $icon:ident,)*) => {
        fn data(name: &str) -> Option<&'static str> {
            Some(match name {
                $($name => lucide::$icon.data,)*
                _ => return None,
            })
        }
    };
}

icons! {
    "archive" => LuArchive,
    "arrow-left" => LuArrowLeft,
    "arrow-right" => LuArrowRight,
    "banknote" => LuBanknote,
    "book-open" => LuBookOpen,
    "building" => LuBuilding2,
    "calendar" => LuCalendar,
    "check" => LuCheck,
    "chevron-left" => LuChevronLeft,
    "chevron-right" => LuChevronRight,
    "circle-alert" => LuCircleAlert,
    "circle-check" => LuCircleCheck,
    "circle-dashed" => LuCircleDashed,
    "circle-help" => LuCircleHelp,
    "circle-x" => LuCircleX,
    "clock" => LuClock,
    "code" => LuCodeXml,
    "copy" => LuCopy,
    "download" => LuDownload,
    "eye" => LuEye,
    "fast-forward" => LuChevronsRight,
    "file-text" => LuFileText,
    "gavel" => LuGavel,
    "hand-coins" => LuHandCoins,
    "history" => LuHistory,
    "hourglass" => LuHourglass,
    "image" => LuImage,
    "inbox" => LuInbox,
    "info" => LuInfo,
    "key" => LuKeyRound,
    "layout-dashboard" => LuLayoutDashboard,
    "link" => LuLink2,
    "lock" => LuLock,
    "log-out" => LuLogOut,
    "mail" => LuMail,
    "message-square" => LuMessageSquare,
    "octagon-alert" => LuOctagonAlert,
    "paperclip" => LuPaperclip,
    "pencil" => LuPencilLine,
    "plus" => LuPlus,
    "printer" => LuPrinter,
    "receipt-text" => LuReceiptText,
    "refresh" => LuRefreshCw,
    "reply" => LuReply,
    "scale" => LuScale,
    "search" => LuSearch,
    "send" => LuSend,
    "server" => LuServer,
    "settings" => LuSettings,
    "shield-check" => LuShieldCheck,
    "timer" => LuTimer,
    "trash" => LuTrash2,
    "triangle-alert" => LuTriangleAlert,
    "undo" => LuUndo2,
    "upload" => LuUpload,
    "user" => LuUser,
    "user-plus" => LuUserPlus,
    "users" => LuUsers,
    "wallet" => LuWallet,
    "x" => LuX,
}

impl Say {
    /// Draws an icon, which says nothing by itself.
    pub(super) fn icon(self, name: &str) -> Html {
        icon_of(name, "i")
    }

    /// Draws an icon that marks a line of a list.
    pub(super) fn mark(self, name: &str) -> Html {
        icon_of(name, "i mark")
    }

    /// Shows a status: shape, tone and word.
    pub(super) fn status(self, status: impl Given<Status>) -> Html {
        let status = status.given();
        let (tone, shape) = drawn(status);
        let word = Html::text(&self.word("status", status.as_str()));
        let html = format!(
            "<span class=\"chip {tone}\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">{shape}</svg>\
             {word}</span>"
        );
        Html::made(html)
    }

    /// Draws where the money of a fund stands: a share for each figure, in the order of the words.
    pub(super) fn bar(self, figures: &FundFigures, class: &str) -> Html {
        let parts = [
            ("paid", figures.paid),
            ("committed", figures.committed),
            ("reserved", figures.reserved),
            ("available", figures.available),
            ("expired", figures.expired),
        ];
        let shares = parts.map(|(part, money)| (part, thousandths(money, figures.earned)));
        let shown = shares.iter().filter(|(_, share)| *share > 0);
        let said: Vec<String> = shown
            .clone()
            .map(|(part, share)| format!("{} {}", self.word("account", part), self.share(*share)))
            .collect();
        let label = match said.as_slice() {
            [] => self.t("bar-nothing").into_owned(),
            said => self
                .say("bar-shares")
                .text("shares", said.join(", "))
                .to_string(),
        };
        let mut html = format!("<svg class=\"bar {class}\" role=\"img\" aria-label=\"{label}\">");
        let mut from = 0;
        for (part, share) in shown {
            let (x, width) = (percent(from), percent(*share));
            if from > 0 {
                html.push_str(&format!(
                    "<rect class=\"gap\" x=\"{x}\" width=\"2\" height=\"100%\"/>"
                ));
            }
            html.push_str(&format!(
                "<rect x=\"{x}\" width=\"{width}\" height=\"100%\" {}/>",
                painted(part)
            ));
            from += share;
        }
        html.push_str("</svg>");
        Html::made(html)
    }

    /// Draws the swatch of one figure, as the bar has it.
    pub(super) fn swatch(self, part: &str) -> Html {
        let paint = painted(part);
        Html::made(format!(
            "<svg class=\"sw\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect width=\"12\" \
             height=\"12\" {paint}/></svg>"
        ))
    }

    /// Draws how much of a span is over.
    pub(super) fn progress(self, thousandths: impl Given<i64>) -> Html {
        let thousandths = thousandths.given();
        let class = if thousandths >= 1_000 {
            "st-done"
        } else {
            "st-on"
        };
        Html::made(format!(
            "<svg class=\"bar sm\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"{}\" \
             height=\"100%\"/></svg>",
            percent(thousandths.clamp(0, 1_000))
        ))
    }

    /// Writes a share in whole percents, and never hides a small one.
    fn share(self, thousandths: i64) -> String {
        let percents = u64::try_from((thousandths + 5) / 10).unwrap_or_default();
        self.say("bar-percent")
            .text("n", self.number(percents.max(1)))
            .to_string()
    }
}

fn icon_of(name: &str, class: &str) -> Html {
    let data = data(name).unwrap_or_else(|| {
        tracing::error!(name, "a page has no such icon");
        ""
    });
    let html =
        format!("<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{data}</svg>");
    Html::made(html)
}

impl Say {
    /// Gives the textures, once a page.
    pub(super) fn textures(self) -> Html {
        Html::made(TEXTURES.to_owned())
    }
}

/// The textures; bars and swatches name them.
const TEXTURES: &str = "<svg class=\"vh\" aria-hidden=\"true\"><defs>\
    <pattern id=\"reserved\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect class=\"p-res-bg\" width=\"6\" height=\"6\"/><path class=\"p-res\" d=\"M1.5 0v6\"/></pattern>\
    <pattern id=\"expired\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">\
    <rect class=\"p-exp-bg\" width=\"5\" height=\"5\"/><circle class=\"p-exp\" cx=\"1.4\" cy=\"1.4\" r=\"1.05\"/>\
    <circle class=\"p-exp\" cx=\"3.9\" cy=\"3.9\" r=\"1.05\"/></pattern></defs></svg>";

/// Textures tell the figures apart without colour.
fn painted(part: &str) -> &'static str {
    match part {
        "paid" => "class=\"m-paid\"",
        "committed" => "class=\"m-committed\"",
        "reserved" => "fill=\"url(#reserved)\"",
        "available" => "class=\"m-available\"",
        _ => "fill=\"url(#expired)\"",
    }
}

fn thousandths(part: Money, whole: Money) -> i64 {
    match whole.minor() {
        ..=0 => 0,
        whole => i64::try_from(i128::from(part.minor()) * 1_000 / i128::from(whole))
            .unwrap_or_default()
            .max(i64::from(part.minor() > 0)),
    }
}

fn percent(thousandths: i64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// Eleven shapes in four tones, so that no colour says anything alone.
const fn drawn(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Editing => (
            "quiet",
            "<circle cx=\"8\" cy=\"8\" r=\"6\" stroke-dasharray=\"2.2 2.5\"/>",
        ),
        Status::Submitted => (
            "info",
            "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M8 11V5.4M5.7 7.5 8 5.2l2.3 2.3\"/>",
        ),
        Status::UnderReview => (
            "info",
            "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path class=\"f\" d=\"M8 4.4a3.6 3.6 0 0 1 0 7.2z\"/>",
        ),
        Status::ActionRequired => (
            "warn",
            "<path d=\"M8 2 14.4 13.4H1.6z\"/><path d=\"M8 6.4v3.2M8 11.5v.1\"/>",
        ),
        Status::Approved => (
            "good",
            "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"m5.4 8.2 1.8 1.8 3.5-3.7\"/>",
        ),
        Status::Rejected => (
            "bad",
            "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2\"/>",
        ),
        Status::Disputed => (
            "warn",
            "<path d=\"M2.4 3h11.2v8H7.4L4.6 13.4V11H2.4z\"/><path d=\"M8 5v2.6M8 9.1v.1\"/>",
        ),
        Status::RejectionFinal => (
            "bad",
            "<path class=\"f\" d=\"M5.4 1.6h5.2l3.8 3.8v5.2l-3.8 3.8H5.4l-3.8-3.8V5.4z\"/>\
             <path class=\"k\" d=\"m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4\"/>",
        ),
        Status::Paid => (
            "good",
            "<circle class=\"f\" cx=\"8\" cy=\"8\" r=\"6.6\"/><path class=\"k\" d=\"m5.2 8.2 2 2 3.7-4\"/>",
        ),
        Status::Cancelled => (
            "quiet",
            "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M3.8 12.2 12.2 3.8\"/>",
        ),
        Status::Expired => (
            "quiet",
            "<path d=\"M4 2h8M4 14h8M4.8 2c0 3.6 6.4 4.6 6.4 12M11.2 2c0 3.6-6.4 4.6-6.4 12\"/>",
        ),
    }
}
