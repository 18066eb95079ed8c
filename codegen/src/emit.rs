//! One output kind each: a function from the resolved tree to text.

pub mod control;
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
pub mod vm_test;

pub use inherited::INHERITED;
