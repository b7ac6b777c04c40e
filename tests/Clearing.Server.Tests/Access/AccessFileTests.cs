using System.Globalization;
using Clearing.Server.Access;
using Clearing.Server.Tests.Bench;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clearing.Server.Tests.Access;

/// <summary>What an access file says, and what is wrong with it.</summary>
public sealed class AccessFileTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Other = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Third = "2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse(
        "2026-01-05T08:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void A_file_says_who_may_do_what_with_which_key_until_when()
    {
        AccessResult read = Parse($$"""
            principals:
              - name: alder-desk
                role: bank
                participant: ALDER
                keys:
                  - { id: k1, sha256: "{{Hash}}", until: "2027-01-31T00:00:00Z" }
                certificates: [ "{{Other.ToUpperInvariant()}}" ]
                mac: required
                limits: { payments-per-second: 2000, sessions: 8 }
              - { name: otto, role: observer, keys: [{ id: k1, sha256: "{{Third}}" }] }
            roles:
              observer: [ read-world, read-accounts ]
            revoked-certificates: [ "{{Hash}}" ]
            """);

        Assert.Empty(read.Errors);
        Principal alder = read.List!.Find("alder-desk")!;
        Assert.Equal(
            (Role.Bank, 0, true, Roles.EntitlementsOf(Role.Bank)),
            (alder.Role, alder.Participant, alder.NeedsMac, alder.Entitlements));
        Assert.Equal((2000, 200, 8),
            (alder.Limits.PaymentsPerSecond, alder.Limits.QuestionsPerSecond, alder.Limits.Sessions));
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), Assert.Single(alder.Keys).Until);
        Assert.Same(alder, read.List.OwnerOf(Other));
        Assert.Equal(
            Caller.Of(Entitlement.ReadWorld, Entitlement.ReadAccounts), read.List.Find("otto")!.Entitlements);
        Assert.Contains(Hash, read.List.RevokedCertificates);
    }

    [Theory]
    [InlineData("principals: []\nowners: []", 2, 1, "CLR-1101")]
    [InlineData("principals:\n  - { name: a.b, role: operator, keys: [] }", 2, 13, "CLR-1601")]
    [InlineData("principals:\n  - { name: a, role: boss, keys: [] }", 2, 22, "CLR-1104")]
    [InlineData("principals:\n  - { name: a, role: bank, keys: [] }", 2, 22, "CLR-1602")]
    [InlineData("principals:\n  - { name: a, role: bank, participant: NOBODY, keys: [] }", 2, 41, "CLR-1302")]
    [InlineData("principals:\n  - { name: a, role: operator, participant: ALDER, keys: [] }", 2, 45, "CLR-1602")]
    [InlineData("principals:\n  - { name: a, role: operator, mac: required, keys: [] }", 2, 37, "CLR-1602")]
    [InlineData(
        "principals:\n  - { name: a, role: operator, keys: [] }\n  - { name: a, role: observer, keys: [] }", 3, 13,
        "CLR-1301")]
    [InlineData("principals:\n  - { name: a, role: operator, keys: [{ id: k1, sha256: short }] }", 2, 57, "CLR-1601")]
    [InlineData(
        "principals:\n  - { name: a, role: operator, keys: [], limits: { sessions: 0 } }", 2, 62, "CLR-1203")]
    [InlineData("principals: []\nroles: { observer: [ read-minds ] }", 2, 22, "CLR-1104")]
    public void What_is_wrong_is_told_with_its_place(string text, int line, int column, string code)
    {
        AccessResult read = Parse(text);

        Assert.Null(read.List);
        Assert.Equal((line, column, code), (read.Errors[0].Line, read.Errors[0].Column, read.Errors[0].Code));
    }

    [Theory]
    [InlineData($"[{{ id: k1, sha256: \"{Hash}\" }}, {{ id: k2, sha256: \"{Hash}\" }}]", "share a secret")]
    [InlineData($"[{{ id: k1, sha256: \"{Hash}\" }}, {{ id: k1, sha256: \"{Other}\" }}]", "its own among those")]
    [InlineData($"[{{ id: k1, sha256: \"{Hash}\", until: tomorrow }}]", "an instant in UTC")]
    [InlineData(
        $"[{{ id: a, sha256: \"{Hash}\" }}, {{ id: b, sha256: \"{Other}\" }}, {{ id: c, sha256: \"{Third}\" }}]",
        "more than 2 live keys")]
    public void Keys_that_could_be_mistaken_for_each_other_are_refused(string keys, string what)
    {
        AccessResult read = Parse($"principals:\n  - {{ name: a, role: operator, keys: {keys} }}");

        Assert.Contains(what, Assert.Single(read.Errors).Message);
    }

    [Fact]
    public void A_key_whose_end_has_come_does_not_count_as_a_live_one()
    {
        AccessResult read = Parse($$"""
            principals:
              - name: a
                role: operator
                keys:
                  - { id: old, sha256: "{{Hash}}", until: "2026-01-05T08:00:00Z" }
                  - { id: k1, sha256: "{{Other}}" }
                  - { id: k2, sha256: "{{Third}}" }
            """);

        Assert.Empty(read.Errors);
    }

    [Fact]
    public void X12_A_new_file_is_in_force_within_a_second_and_a_broken_one_leaves_the_old_in_force_and_says_so()
    {
        using Keyring ring = Keyring.Usual();
        FakeTimeProvider time = new(Now);
        LogLines log = new();
        using ILoggerFactory loggers = LoggerFactory.Create(log.Configure);
        using AccessFile file = AccessFile.Open(ring.Path, IndexOf, time, loggers.CreateLogger("access"));
        AccessList before = file.List;

        File.WriteAllText(ring.Path, ring.Text() + "oops: 1\n");
        Keyring.Settle(time);
        Assert.Same(before, file.List);
        Assert.Contains(log.All, line => line.Contains("CLR-1101", StringComparison.Ordinal));

        ring.Add("new", "role: observer");
        ring.Write();
        Keyring.Settle(time);
        Assert.NotNull(file.List.Find("new"));

        File.Delete(ring.Path);
        AccessList held = file.List;
        Keyring.Settle(time);
        Assert.Same(held, file.List);
    }

    [Fact]
    public void X12_A_file_that_is_still_being_written_puts_nobody_out()
    {
        using Keyring ring = Keyring.Usual();
        FakeTimeProvider time = new(Now);
        using ILoggerFactory loggers = LoggerFactory.Create(_ => { });
        using AccessFile file = AccessFile.Open(ring.Path, IndexOf, time, loggers.CreateLogger("access"));
        string text = ring.Text();

        // The first principals alone are a good file too.
        File.WriteAllText(ring.Path, text[..(text.IndexOf("  - { name: olga", StringComparison.Ordinal))]);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(file.List.Find("olga"));
        ring.Add("new", "role: observer");
        ring.Write();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(file.List.Find("olga"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(file.List.Find("olga"));
        Assert.NotNull(file.List.Find("new"));
    }

    [Fact]
    public void A_key_is_taken_apart_as_it_was_drawn_and_nothing_else_is_a_key()
    {
        KeyText key = KeyText.Draw("alder-desk", "k1");

        Assert.Equal(key, KeyText.Read(key.ToString()));
        Assert.Equal(43, key.Secret.Length);
        Assert.NotEqual(key.Secret, KeyText.Draw("alder-desk", "k1").Secret);
        Assert.Null(KeyText.Read(key.Secret));
        Assert.Null(KeyText.Read(key + "."));
        Assert.Null(KeyText.Read($"a.b.{key.Secret[1..]}"));
    }

    private static AccessResult Parse(string text) => AccessReader.Parse(text, "access.yaml", IndexOf, Now);

    private static int IndexOf(string id) => id is "ALDER" ? 0 : id is "ASH" ? 1 : -1;
}
