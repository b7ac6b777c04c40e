using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Ledgers;

/// <summary>What is written as octets is read again, and damaged octets are said to be none.</summary>
public sealed class LedgerRecordsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_written_is_read_again(ulong seed)
    {
        Draw draw = new(seed);
        for (int round = 0; round < 500; round++)
        {
            LedgerCommand[] commands = [.. Enumerable.Range(0, draw.Between(0, 6)).Select(_ => Next(draw))];
            CommandResult[] results = [.. commands.Select((c, i) =>
                draw.Percent(80) ? new CommandResult(Verdict.Accepted, c.Command.Payment)
                    : new CommandResult(Verdict.Repeated, i))];
            int digested = draw.Percent(50) ? 0 : commands.Length * LedgerRecords.DigestOctets;
            byte[] digests = [.. Enumerable.Range(0, digested).Select(i => (byte)i)];
            byte[] octets = new byte[LedgerRecords.SliceOctets + (commands.Length * LedgerRecords.MostRecordOctets)];
            int written = LedgerRecords.WriteSlice(octets, 1_000 + round, commands, results, digests, out int count);
            List<LedgerCommand> read = [];
            Assert.Equal(written, LedgerRecords.ReadSlice(octets.AsSpan(0, written), read, out long time));
            Assert.Equal(1_000 + round, time);
            Assert.Equal(commands.Where((_, i) => results[i].Verdict == Verdict.Accepted), read);
            Assert.Equal(count, read.Count);
        }
    }

    [Fact]
    public void A_record_is_laid_out_as_written_down()
    {
        LedgerCommand command = new()
        {
            Id = InstructionId.FromOctets(Convert.FromHexString("eb6305c91f7f49deaed016487c27b42d")),
            Format = 7,
            Currency = 2,
            Command = SettlementCommand.Submit(0, -1, 3, 4, 258, Priority.High, 6, notBefore: 9, notAfter: 10),
        };
        byte[] octets = new byte[112];
        byte[] digest = [.. Enumerable.Repeat((byte)0xAB, 32)];
        int written = LedgerRecords.WriteSlice(
            octets, 1, [command], [new CommandResult(Verdict.Accepted, 5)], digest, out _);
        Assert.Equal(112, written);
        Assert.Equal(
            "0100000000000000" + "01000000" + "00000000"
            + "eb6305c91f7f49deaed016487c27b42d" + "0201000000000000" + "03000000" + "04000000" + "05000000"
            + "00" + "01" + "06" + "03" + "00" + "07" + "02" + "0000000000"
            + "0900000000000000" + "0a00000000000000"
            + string.Concat(Enumerable.Repeat("ab", 32)),
            Convert.ToHexStringLower(octets));
    }

    [Fact]
    public void Damaged_octets_are_read_as_another_slice_or_said_to_be_none()
    {
        LedgerCommand command = Next(new Draw(5));
        byte[] whole = new byte[LedgerRecords.SliceOctets + LedgerRecords.MostRecordOctets];
        int written = LedgerRecords.WriteSlice(
            whole, 77, [command], [new CommandResult(Verdict.Accepted, 1)], new byte[32], out _);
        int refused = 0;
        for (int octet = 0; octet < written; octet++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = whole[..written];
                damaged[octet] ^= (byte)(1 << bit);
                refused += IsRefused(damaged) ? 1 : 0;
            }

            Assert.True(octet == 0 || IsRefused(whole[..octet]));
        }

        Assert.InRange(refused, 100, written * 8);
    }

    private static bool IsRefused(byte[] octets)
    {
        try
        {
            LedgerRecords.ReadSlice(octets, [], out _);
            return false;
        }
        catch (LedgerFormatException e)
        {
            Assert.InRange(e.Octet, 0, octets.Length);
            return true;
        }
    }

    private static LedgerCommand Next(Draw draw) => new()
    {
        Id = draw.Percent(20) ? InstructionId.None : Books.Id(draw.Between(0, 1_000)),
        Member = (byte)draw.Between(0, 255),
        Format = (byte)draw.Between(0, 255),
        Currency = (byte)draw.Between(0, 255),
        IsScripted = draw.Percent(20),
        Command = new SettlementCommand
        {
            Kind = (CommandKind)draw.Between(0, 20),
            From = draw.Between(-1, 9),
            To = draw.Between(-1, 9),
            Payment = draw.Between(-1, 100),
            AmountMinor = draw.Between(-5, 1_000),
            Priority = (Priority)draw.Between(0, 2),
            PaymentKind = (byte)draw.Between(0, 255),
            Flag = draw.Percent(30),
            NotBefore = draw.Percent(50) ? 0 : draw.Between(1, 100),
            NotAfter = draw.Percent(50) ? 0 : draw.Between(1, 100),
        },
    };
}
