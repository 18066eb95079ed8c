//! One output kind each: a function from the resolved tree to text.

pub mod driver_api;
pub mod former;
mod inherited;
pub mod json_schema;
mod json_schema_tight;
pub mod markdown;
pub mod module;
pub mod options;
pub mod options_json;
mod pretty;
mod readback;
pub mod vm_test;

pub use inherited::INHERITED;
pub use readback::read_back;
pub(crate) use readback::{compare, compare_former};
