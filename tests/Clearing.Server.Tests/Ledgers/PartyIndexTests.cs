using System.Text;
using Clearing.Server.Ledgers;
using CsCheck;

namespace Clearing.Server.Tests.Ledgers;

public sealed class PartyIndexTests
{
    private static readonly PartyIndex Index = new(
    [
        new ServedParticipant("A", "AAAAUS33", "021000021", 0),
        new ServedParticipant("B", "BBBBDEFFXXX", "", 1),
        new ServedParticipant("C", "BBBBDEFFBER", "", 2),
        new ServedParticipant("D", "CCCCGB2LLON", "011000015", 3),
        new ServedParticipant("E", "", "", 4),
    ]);

    [Theory]
    [InlineData("AAAAUS33", 0)]
    [InlineData("AAAAUS33XXX", 0)]
    [InlineData("AAAAUS33NYC", 0)]
    [InlineData("BBBBDEFF", 1)]
    [InlineData("BBBBDEFFXXX", 1)]
    [InlineData("BBBBDEFFBER", 2)]
    [InlineData("BBBBDEFFMUC", 1)]
    [InlineData("CCCCGB2LLON", 3)]
    [InlineData("CCCCGB2L", -1)]
    [InlineData("CCCCGB2LMAN", -1)]
    [InlineData("021000021", 0)]
    [InlineData("011000015", 3)]
    [InlineData("011000016", -1)]
    [InlineData("02100002A", -1)]
    [InlineData("ZZZZZZZZ", -1)]
    [InlineData("", -1)]
    [InlineData("AAAA", -1)]
    public void A_name_is_that_of_its_participant_or_of_nobody(string name, int participant) =>
        Assert.Equal(participant, Index.Find(Encoding.ASCII.GetBytes(name)));

    [Theory]
    [InlineData("AAAAUS33AXXX", 0)]
    [InlineData("AAAAUS33ZNYC", 0)]
    [InlineData("BBBBDEFFABER", 2)]
    [InlineData("CCCCGB2LALON", 3)]
    [InlineData("CCCCGB2LAXXX", -1)]
    [InlineData("AAAAUS33", -1)]
    public void A_terminal_is_its_institution_s_whatever_its_letter(string address, int participant) =>
        Assert.Equal(participant, Index.FindTerminal(Encoding.ASCII.GetBytes(address)));

    [Fact]
    public void Two_participants_cannot_have_one_name() =>
        Assert.Throws<ArgumentException>(() => new PartyIndex(
            [new ServedParticipant("A", "AAAAUS33", "", 0), new ServedParticipant("B", "AAAAUS33XXX", "", 1)]));

    [Fact]
    public void Ten_thousand_participants_are_each_found()
    {
        ServedParticipant[] participants = [.. Enumerable.Range(0, 10_000).Select(i => new ServedParticipant(
            $"P{i}", $"{(char)('A' + i % 26)}{(char)('A' + i / 26 % 26)}{(char)('A' + i / 676)}AUS33", "", i))];
        PartyIndex index = new(participants);

        Assert.All(participants, p => Assert.Equal(p.Account, index.Find(Encoding.ASCII.GetBytes(p.Bic))));
    }

    [Fact]
    public void Any_octets_are_somebody_s_or_nobody_s() =>
        Gen.Byte.Array[0, 16].Sample(name => Index.Find(name) < 5 && Index.FindTerminal(name) < 5);
}
