using System.Text;
using System.Text.RegularExpressions;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Generation;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Generation;

public sealed partial class BreakerTests
{
    /// <summary>A CDATA section that does not end lets the message end within its XML: XML-END is said first.</summary>
    private static readonly string[] Unreached = ["XML-CDATA"];

    private readonly MessageErrors _errors = new();
    private readonly FinReader _fin = new();
    private readonly IsoReader _iso = new();
    private readonly FedwireReader _fedwire = new();

    public static TheoryData<string> FinTypes => [.. FinGenerator.Types.Where(t => t != "F21" && t[0] != '0')];

    public static TheoryData<string> IsoTypes => [.. IsoGenerator.Types];

    public static TheoryData<string> FedwireTypes => [.. FedwireGenerator.Types];

    [Fact]
    public void Each_rule_of_FIN_broken_alone_is_refused_with_its_code() => EachWithItsCode(FinBreaker.Rules());

    [Fact]
    public void Each_rule_of_ISO_20022_broken_alone_is_refused_with_its_code() => EachWithItsCode(IsoBreaker.Rules());

    [Fact]
    public void Each_rule_of_Fedwire_broken_alone_is_refused_with_its_code() =>
        EachWithItsCode(FedwireBreaker.Rules());

    [Fact]
    public void The_plain_messages_that_are_broken_are_right_themselves()
    {
        foreach (string type in FinBreaker.PlainTypes)
        {
            Assert.True(IsAccepted(FinBreaker.Plain(type)), $"{type}: {string.Join("; ", _errors.All)}");
        }

        Assert.True(IsAccepted(IsoBreaker.Plain), string.Join("; ", _errors.All));
    }

    [Theory]
    [MemberData(nameof(FinTypes))]
    public void A_FIN_message_cut_dropped_doubled_swapped_or_defiled_is_refused_and_nothing_throws(string type)
    {
        for (int index = 0; index < 5; index++)
        {
            FinMessage message = FinGenerator.Make(type, new Draw(23, index));
            EachIsJudged(FinBreaker.Cuts(message));
            EachIsJudged(FinBreaker.Fields(type, message));
        }
    }

    [Theory]
    [MemberData(nameof(IsoTypes))]
    public void An_ISO_message_cut_dropped_doubled_swapped_or_defiled_is_refused_and_nothing_throws(string type)
    {
        EachIsJudged(IsoBreaker.Elements(IsoGenerator.Make(type, new Draw(29, 0))));
        EachIsJudged(IsoBreaker.Cuts(Octets.Of(IsoGenerator.Make(type, new Draw(31, 0)))));
    }

    [Theory]
    [MemberData(nameof(FedwireTypes))]
    public void A_Fedwire_message_cut_dropped_doubled_or_defiled_is_refused_and_nothing_throws(string type)
    {
        for (int index = 0; index < 5; index++)
        {
            EachIsJudged(FedwireBreaker.Broken(FedwireGenerator.Make(type, new Draw(37, index))));
        }
    }

    [Fact]
    public void Every_code_that_a_reader_can_give_is_reached()
    {
        HashSet<string> reached = [];
        foreach (BrokenMessage broken in FinBreaker.Rules().Concat(IsoBreaker.Rules()).Concat(FedwireBreaker.Rules()))
        {
            IsAccepted(broken.Octets);
            reached.UnionWith(_errors.All.Select(e => e.Code));
        }

        string[] declared = [.. Declared("Fin", FinCode()), .. Declared("Iso20022", IsoCode()),
            .. Declared("Fedwire", FedwireCode())];
        Assert.True(declared.Length > 80, "The codes are not found in the sources.");
        Assert.Equal("", string.Join(" ", declared.Except(reached).Except(Unreached).Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Declared(string folder, Regex code) =>
        Directory.GetFiles(Checkout.PathOf("src/Clearing.Messages/" + folder), "*.cs")
            .SelectMany(file => code.Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).Distinct();

    private void EachWithItsCode(IEnumerable<BrokenMessage> all)
    {
        List<string> wrong = [];
        foreach (BrokenMessage broken in all)
        {
            if (IsAccepted(broken.Octets))
            {
                wrong.Add($"{broken.How}: accepted");
            }
            else if (_errors.All[0].Code != broken.Code)
            {
                wrong.Add($"{broken.How}: {string.Join("; ", _errors.All)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private void EachIsJudged(IEnumerable<BrokenMessage> all)
    {
        foreach (BrokenMessage broken in all)
        {
            bool isAccepted = IsAccepted(broken.Octets);
            Assert.False(
                isAccepted && broken.MustFail, $"{broken.How}: accepted\n{Encoding.Latin1.GetString(broken.Octets)}");
            Assert.Equal(isAccepted, !_errors.Any);
        }
    }

    private bool IsAccepted(byte[] octets)
    {
        MessageFacts facts = default;
        return octets.AsSpan().StartsWith("{1:"u8) || octets.Length < 3 ? _fin.Read(octets, ref facts, _errors)
            : octets[0] == '{' ? _fedwire.Read(octets, ref facts, _errors)
            : _iso.Read(octets, ref facts, _errors);
    }

    [GeneratedRegex("\"([A-Z][0-9]{2})\"")]
    private static partial Regex FinCode();

    [GeneratedRegex("\"((XML|XSD|NS|BAH|CBPR|CCY)-[A-Z0-9]+|NS|NBOFTXS|ABA|IBAN)\"")]
    private static partial Regex IsoCode();

    [GeneratedRegex("\"(FW-[A-Z]+)\"")]
    private static partial Regex FedwireCode();
}
