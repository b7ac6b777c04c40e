using Clearing.Client.Load.Profiles;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Tests.Load;

public sealed class ProfileReaderTests : IDisposable
{
    private const string Good = """
        name: two-phases
        target: { address: "127.0.0.1:7400", terminal: BANKUS33AXXX }
        phases:
          - { name: capacity, window: 4, for: 10s }
          - { name: half, rate: { share: 50%, of: capacity }, for: 1m }
        """;

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("clearing-profile-").FullName;

    public static TheoryData<string> Shipped =>
        [.. System.IO.Directory.EnumerateFiles(ProfileFolder, "*.yaml").Select(f => Path.GetFileName(f)!).Order()];

    private static string ProfileFolder => Checkout.PathOf("loadtests/profiles");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_profile_reads(string file)
    {
        ProfileResult result = ProfileReader.Read(Path.Combine(ProfileFolder, file));

        Assert.Empty(result.Errors);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), result.Profile!.Name);
        Assert.NotEmpty(result.Profile.Description);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        LoadProfile profile = Read(Good).Profile!;

        Assert.Equal(("two-phases", 1UL, 4, 256, 1), (
            profile.Name, profile.Seed, profile.Sessions, profile.InFlight, profile.Repeats));
        Assert.Equal(new LoadTarget("127.0.0.1", 7400, null, "BANKUS33AXXX", null), profile.Target);
        Assert.Equal(new LoadTraffic { Message = LoadMessage.Mt103, Frame = 64 }, profile.Phases[0].Traffic);
        Assert.Equal(new ClosedLoop(4), profile.Phases[0].Shape);
        Assert.Equal(new ConstantRate(0, 0.5m, "capacity"), profile.Phases[1].Shape);
        Assert.Equal(TimeSpan.FromMinutes(1), profile.Phases[1].Length);
        Assert.Equal((AuditScope.All, AnswerForm.Compact, NoticeForm.None), (
            profile.Audit, profile.Answers, profile.Notices));
    }

    [Fact]
    public void A_phase_changes_only_what_it_names_of_the_traffic()
    {
        LoadProfile profile = Read("""
            name: mixed
            target: { serve: { store: postgres, options: ["--speed", "60"] }, terminal: BANKUS33AXXX }
            traffic: { message: bulk, frame: 512, payees: { hot: 0.9 }, amount-minor: { from: 10, to: 99 } }
            phases:
              - { ramp: { from: 10k, to: 1M }, for: 30s }
              - burst: { base: 1k, peak: 10k, every: 10s, lasting: 1s }
                for: 1m
                traffic: { mix: { bad: 5%, duplicate: 0.05, cancel: 2% }, payees: uniform }
                kill: [10s, 20s]
              - { random: { from: 1, to: 2 }, for: 250ms, traffic: { message: fedwire, payees: { zipf: 1.5 } } }
              - pause: 5s
            """).Profile!;

        Assert.Equal(["phase-1", "phase-2", "phase-3", "phase-4"], profile.Phases.Select(p => p.Name));
        Assert.Equal(new RampingRate(10_000, 1_000_000), profile.Phases[0].Shape);
        Assert.Equal(
            profile.Traffic with { Mix = new LoadMix(0.05m, 0.05m, 0.02m), Payees = default },
            profile.Phases[1].Traffic);
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)], profile.Phases[1].Kills);
        Assert.Equal(
            profile.Traffic with
            {
                Message = LoadMessage.Fedwire,
                Payees = new LoadPayees(PayeeChoice.Zipf, 1.5m),
            },
            profile.Phases[2].Traffic);
        Assert.Equal(ServeStore.Postgres, profile.Target.Serve!.Store);
        Assert.Equal(["--speed", "60"], profile.Target.Serve.Options);
    }

    [Fact]
    public void Thresholds_are_in_the_unit_of_their_metric_or_a_share_of_another_phase()
    {
        LoadProfile profile = Read(Good + "\n" + """
            thresholds:
              - { phase: half, rate: { at-least: 240k } }
              - { p99.9: { at-most: 50ms } }
              - { errors: { at-most: 0 }, phase: capacity }
              - { phase: half, rate: { at-least: 80%, of: capacity } }
            """).Profile!;

        Assert.Equal(
            [
                new LoadThreshold("half", LoadMetric.Rate, 240_000, null, null),
                new LoadThreshold(null, LoadMetric.P999, null, 50_000, null),
                new LoadThreshold("capacity", LoadMetric.Errors, null, 0, null),
                new LoadThreshold("half", LoadMetric.Rate, 0.8m, null, "capacity"),
            ],
            profile.Thresholds);
    }

    [Fact]
    public void Every_error_of_a_file_is_told_with_its_place_and_the_nearest_word()
    {
        string[] errors = ErrorsOf("""
            name: Two Phases
            target: { adress: x }
            sesions: 4
            traffic: { message: mt104, frame: 0, payees: { zipf: 0.3 } }
            phases:
              - { name: a, rate: 250kk, for: 10 }
              - { name: a, rate: 1k, window: 3 }
              - { rate: { share: 1, of: b }, for: 1s, kill: [2s] }
            thresholds:
              - { rat: { at-least: 1k } }
              - { rate: { at-leest: 1k } }
              - { phase: c, p99: { at-most: 50 } }
            """);

        Assert.Equal(
            [
                "p.yaml:1:7: CLR-1209 A name has 1 to 64 of a-z, 0-9 and -",
                "p.yaml:2:9: CLR-1102 target needs one of the keys `address`, `serve`",
                "p.yaml:2:11: CLR-1101 `adress` is not a key of target; did you mean `address`?",
                "p.yaml:3:1: CLR-1101 `sesions` is not a key of a profile; did you mean `sessions`?",
                "p.yaml:4:21: CLR-1104 `mt104` is not one of `mt103`, `pacs.009`, `fedwire`, `bulk`, `json`; "
                    + "did you mean `mt103`?",
                "p.yaml:4:35: CLR-1203 `0` is outside 1 to 4096",
                "p.yaml:4:54: CLR-1203 An exponent is 0 to 3 in steps of 0.5",
                "p.yaml:6:22: CLR-1207 `250kk` is not a rate such as `2000`, `250k` or `1M` payments a second",
                "p.yaml:6:34: CLR-1205 `10` is not a duration such as `250ms`, `30s`, `5m` or `2h`",
                "p.yaml:7:5: CLR-1102 a phase needs the key `for`",
                "p.yaml:7:13: CLR-1301 `a` is taken, or has other characters than a-z, 0-9 and -",
                "p.yaml:7:26: CLR-1105 `window` does not go together with `rate`: a phase has one of `rate`, `ramp`, "
                    + "`burst`, `random`, `window`, `pause`",
                "p.yaml:8:29: CLR-1322 `b` is not a phase before this one",
                "p.yaml:8:49: CLR-1203 `kill` is a list of durations that rise and end before the phase does",
            ],
            errors[..14]);
        Assert.Contains("p.yaml:10:7: CLR-1101 `rat` is not a key of a threshold; did you mean `rate`?", errors);
        Assert.Contains("p.yaml:11:15: CLR-1101 `at-leest` is not a key of rate; did you mean `at-least`?", errors);
        Assert.Contains("p.yaml:12:14: CLR-1322 `c` is not a phase", errors);
        Assert.Contains(
            "p.yaml:12:33: CLR-1205 `50` is not a duration such as `250ms`, `30s`, `5m` or `2h`", errors);
    }

    [Theory]
    [InlineData("", "p.yaml:1:1: CLR-1010 The file is empty")]
    [InlineData("name: [", "p.yaml:2:1: CLR-1006 This is not YAML from here on")]
    [InlineData("a: &x 1", "p.yaml:1:4: CLR-1007 Anchors, aliases and tags are not allowed; write the value out")]
    [InlineData("a: !!str 1", "p.yaml:1:4: CLR-1007 Anchors, aliases and tags are not allowed; write the value out")]
    [InlineData("- 1", "p.yaml:1:1: CLR-1103 a list stands where a profile belongs; write a map")]
    [InlineData("a: 1\na: 2", "p.yaml:2:1: CLR-1008 The key `a` stands here a second time; keep one")]
    [InlineData("a: 1\n---\nb: 1", "p.yaml:2:1: CLR-1009 A second document begins here; a file holds one document")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
        "p.yaml:1:20: CLR-1002 Lists and maps are nested more than 16 deep here")]
    public void What_is_no_profile_at_all_is_told_where(string text, string error) =>
        Assert.Contains(error, ErrorsOf(text));

    [Fact]
    public void A_kill_needs_a_service_that_the_run_started() =>
        Assert.Contains(
            "p.yaml:1:1: CLR-1105 `kill` needs a service that the run has started: `target: { serve: ... }`",
            ErrorsOf(Good.Replace("for: 10s", "for: 10s, kill: [1s]", StringComparison.Ordinal)));

    [Fact]
    public void Payments_over_http_need_the_port_for_requests_of_a_service_that_runs()
    {
        string without = Good + "\ntraffic: { message: json }\n";

        Assert.Contains(
            "p.yaml:1:1: CLR-1102 Payments as `json` go over HTTP: say on which port, `http: 7401` in the target",
            ErrorsOf(without));
        Assert.Equal(7401, Read(without.Replace("terminal:", "http: 7401, terminal:", StringComparison.Ordinal))
            .Profile!.Target.Http);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_file()
    {
        ProfileError error = Assert.Single(ProfileReader.Read(Path.Combine(_folder, "none.yaml")).Errors);

        Assert.Equal(("CLR-1001", 0), (error.Code, error.Line));
    }

    [Fact]
    public void Paths_are_relative_to_the_profile_and_checked()
    {
        File.WriteAllText(Path.Combine(_folder, "world.yaml"), "");
        string text = Good.Replace(
            "address: \"127.0.0.1:7400\"", "serve: { scenario: world.yaml }, keys: no.keys", StringComparison.Ordinal);

        Assert.Equal(["p.yaml:2:50: CLR-1001 There is no file `no.keys`"], ErrorsOf(text));
        File.WriteAllText(Path.Combine(_folder, "no.keys"), "");
        ServeTarget serve = Read(text).Profile!.Target.Serve!;
        Assert.Equal(Path.Combine(_folder, "world.yaml"), serve.Scenario);
        Assert.Equal(Path.Combine(_folder, "no.keys"), serve.Keys);
    }

    private ProfileResult Read(string text)
    {
        string path = Path.Combine(_folder, "p.yaml");
        File.WriteAllText(path, text);
        return ProfileReader.Read(path);
    }

    private string[] ErrorsOf(string text) =>
        [.. Read(text).Errors.Select(e => (e with { File = "p.yaml" }).ToString())];
}
