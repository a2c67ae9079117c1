//! What `replay`, `trace` and `balance` take.

use clap::{ArgGroup, Args};
use domain::{ClaimName, FundId, LotId, OrgId};

use super::args::claim_name;
use super::as_of::AsOfArgs;
use super::fund::fund_id;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["claim", "fund", "partner", "all"])))]
pub struct Replay {
    /// One claim, by its number or its id.
    #[arg(value_parser = claim_name)]
    pub claim: Option<ClaimName>,
    /// A fund, and the claims on it.
    #[arg(long, value_parser = fund_id)]
    pub fund: Option<FundId>,
    /// A partner's funds, and the claims on them.
    #[arg(long)]
    pub partner: Option<OrgId>,
    /// Everything there is.
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub moment: AsOfArgs,
    /// Show the state after each event; what is done for one claim.
    #[arg(long, conflicts_with = "end")]
    pub each: bool,
    /// Show the state after the last event only; what is done for all but one claim.
    #[arg(long)]
    pub end: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true).args(["claim", "earning", "fund"])))]
pub struct Trace {
    /// The claim whose money is traced back to the earnings it came from, by its number or its id.
    #[arg(value_parser = claim_name, conflicts_with_all = ["earning", "fund"])]
    pub claim: Option<ClaimName>,
    /// The earning whose money is traced to where it is.
    #[arg(long, value_name = "LOT", value_parser = lot_id)]
    pub earning: Option<LotId>,
    /// The fund whose earnings are traced; with --earning, the fund it is in.
    #[arg(long, value_parser = fund_id)]
    pub fund: Option<FundId>,
    #[command(flatten)]
    pub moment: AsOfArgs,
}

#[derive(Debug, Args)]
pub struct Balance {
    /// Only this partner's funds.
    #[arg(long)]
    pub partner: Option<OrgId>,
    #[command(flatten)]
    pub moment: AsOfArgs,
}

fn lot_id(text: &str) -> Result<LotId, String> {
    text.parse()
        .map_err(|_| "an earning's id looks like lot_01h455vb4pex5vsknk084sn02q".to_owned())
}
