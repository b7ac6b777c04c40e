using System.Text.Json;
using Clearing.Server.Access;

namespace Clearing.Cli.Tests;

/// <summary>Keys drawn by <c>clearing key</c>, and what <c>serve</c> says of who may come in.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_its_lines_are_those_of_an_access_file()
    {
        using Session session = new();

        int code = await session.RunAsync("key", "alder-desk", "--participant", "ALDER", "--until", "2027-01-31");

        Assert.Equal(ExitCode.Ok, code);
        string[] lines = session.Out.Split('\n');
        KeyText key = KeyText.Read(lines[0].Trim())!;
        AccessResult read = AccessReader.Parse(
            "principals:\n" + string.Join('\n', lines[1..]), "access.yaml", id => id == "ALDER" ? 0 : -1,
            DateTimeOffset.UnixEpoch);
        Assert.Empty(read.Errors);
        AccessKey held = Assert.Single(read.List!.Find("alder-desk")!.Keys);
        Assert.Equal(key.Hash, held.Hash.ToArray());
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), held.Until);
        Assert.DoesNotContain(key.Secret, session.Error);
    }

    [Fact]
    public async Task A_key_as_JSON_has_all_of_it()
    {
        using Session session = new();

        Assert.Equal(ExitCode.Ok, await session.RunAsync("key", "olga", "--role", "operator", "--format", "json"));

        JsonElement said = JsonDocument.Parse(session.Out).RootElement;
        KeyText key = KeyText.Read(said.GetProperty("key").GetString()!)!;
        Assert.Equal(
            ("operator", Convert.ToHexStringLower(key.Hash), JsonValueKind.Null),
            (said.GetProperty("role").GetString(), said.GetProperty("sha256").GetString(),
                said.GetProperty("participant").ValueKind));
    }

    [Theory]
    [InlineData("--participant", "key", "alder-desk")]
    [InlineData("--participant", "key", "olga", "--role", "operator", "--participant", "ALDER")]
    [InlineData("is no name", "key", "a.b", "--participant", "ALDER")]
    [InlineData("goes with its key", "serve", "--tls", "cert.pem")]
    [InlineData("--client-ca goes with", "serve", "--client-ca", "ca.pem")]
    [InlineData("need --access FILE", "serve", "--listen", "0.0.0.0", "--keys", "k", "--http", "0")]
    [InlineData("others could read along", "serve", "--listen", "0.0.0.0", "--keys", "k")]
    public async Task What_does_not_go_together_is_said_before_anything_is_done(string says, params string[] line)
    {
        using Session session = new();

        Assert.Equal(ExitCode.Usage, await session.RunAsync(line));
        Assert.Contains(says, session.Error);
    }

    [Fact]
    public async Task A_broken_access_file_is_told_with_its_places_and_ends_with_3()
    {
        using Session session = new();
        string file = session.Write("access.yaml", "principals:\n  - { name: a, role: boss, keys: [] }\n");

        int code = await session.RunAsync(
            "serve", "--data", session.In("data"), "--tcp", "0", "--http", "0", "--access", file);

        Assert.Equal(ExitCode.Invalid, code);
        Assert.Contains($"{file}:2:22: CLR-1104", session.Error);
    }
}
