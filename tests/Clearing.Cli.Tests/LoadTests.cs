namespace Clearing.Cli.Tests;

/// <summary><c>clearing load</c> before anything is sent; whole runs are tests of the client.</summary>
public sealed class LoadTests
{
    private const string Profile = """
        name: nowhere
        target: { address: "127.0.0.1:1", terminal: BANKZZ01AXXX }
        phases:
          - { name: one, rate: 100, for: 1s }
        """;

    public static TheoryData<string> Worlds =>
        [.. Directory.EnumerateFiles(Checkout.PathOf("loadtests/worlds"), "*.yaml").Order()];

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task Every_world_of_the_shipped_profiles_is_a_good_scenario(string world)
    {
        using Session session = new();

        Assert.Equal(ExitCode.Ok, await session.RunAsync("validate", world));
    }

    [Fact]
    public async Task A_profile_with_errors_ends_with_3_and_tells_all_of_them()
    {
        using Session session = new();
        string path = session.Write(
            "bad.yaml", Profile.Replace("rate", "rat").Replace("name: nowhere", "name: No Where"));

        int code = await session.RunAsync("load", path);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains($"{path}:1:7: CLR-1209", session.Error);
        Assert.Contains($"{path}:4:18: CLR-1101 `rat` is not a key of a phase; did you mean `rate`?", session.Error);
        Assert.Empty(session.Out);
    }

    [Fact]
    public async Task A_service_that_is_not_there_ends_with_8_and_its_address()
    {
        using Session session = new();

        int code = await session.RunAsync("load", session.Write("nowhere.yaml", Profile));

        Assert.Equal(ExitCode.Environment, code);
        Assert.Contains("127.0.0.1:1: ", session.Error);
    }

    [Fact]
    public async Task A_profile_on_PostgreSQL_asks_for_a_database_and_keys_are_read_strictly()
    {
        using Session session = new();
        string profile = session.Write("postgres.yaml", Profile.Replace(
            "address: \"127.0.0.1:1\"", "serve: { store: postgres }"));

        int code = await session.RunAsync("load", profile);
        int keys = await session.RunAsync("load", profile, "--keys", session.Write("bad.keys", "BANKZZ01AXXX 1 12"));

        Assert.Equal((ExitCode.Invalid, ExitCode.Invalid), (code, keys));
        Assert.Contains("name an empty database: --postgres", session.Error);
        Assert.Contains("Line 1 is no key", session.Error);
    }
}
