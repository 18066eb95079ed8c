# What becomes of findings, by the severity of each check.
{ lib }:
let
  inherit (lib)
    attrNames
    concatMap
    filter
    sort
    ;
in
# Lists of findings by id: each names an `option`, a `problem` and a `fix`.
config: findings:
let
  severities = config.stateless.checks;

  # Of an entry that nobody wrote it says who did, and how to do without.
  message =
    id: finding:
    let
      origin = finding.origin or null;
      addedBy = if origin == null then "" else " (added by ${origin})";
      without =
        if origin == null then
          ""
        else
          " To drop this entry, set `${finding.entry or finding.option}.enable = false`.";
    in
    "[${id}] `${finding.option}`${addedBy}: ${finding.problem}. ${finding.fix}.${without}";

  # Only the findings of this severity are computed: what others would force, such as the services
  # of the host, may be what an assertion of somebody else explains.
  of =
    severity:
    sort (a: b: a < b) (
      concatMap (id: map (message id) findings.${id}) (
        filter (id: severities.${id} == severity) (attrNames findings)
      )
    );
in
{
  assertions = map (message: {
    assertion = false;
    inherit message;
  }) (of "error");
  warnings = of "warn";
}
