using Clearing.Messages.Sessions;
using CsCheck;

namespace Clearing.Messages.Tests.Sessions;

/// <summary>The records of a fixed layout, octet by octet (docs/reference/sessions.md).</summary>
public sealed class RecordTests
{
    [Fact]
    public void A_bulk_instruction_is_32_octets_least_significant_first()
    {
        BulkInstruction instruction = new(0x0102030405060708, 1_000_000, 3, 258, 2, 1, 4, 0);
        byte[] octets = new byte[BulkInstruction.Length];
        instruction.Write(octets);

        Assert.Equal(Wire.Hex("""
            0807060504030201 40420F0000000000
            03000000 02010000 02 01 04 00 00000000
            """), octets);
        Assert.True(BulkInstruction.TryRead(octets, out BulkInstruction read));
        Assert.Equal(instruction, read);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    public void A_bulk_instruction_with_something_in_its_reserved_octets_says_so(int octet)
    {
        byte[] octets = new byte[BulkInstruction.Length];
        octets[octet] = 1;

        Assert.False(BulkInstruction.TryRead(octets, out _));
    }

    [Fact]
    public void An_answer_is_16_octets()
    {
        AnswerRecord answer = new(Standing.Rejected, IsRepeated: true, Reason: 4, Payment: 7, TimeUs: 258);
        byte[] octets = new byte[AnswerRecord.Length];
        answer.Write(octets);

        Assert.Equal(Wire.Hex("03 01 04 00 07000000 0201000000000000"), octets);
        Assert.Equal(answer, AnswerRecord.Read(octets));
    }

    [Fact]
    public void A_notice_is_56_octets_and_has_its_id_as_a_uuid_is_written()
    {
        Notice notice = new(
            1, 500, -2, new UInt128(0x1122334455664788, 0x99AABBCCDDEEFF00), 9, -1, NoticeKind.Credited, 0, 1, 3);
        byte[] octets = new byte[Notice.Length];
        Array.Fill(octets, byte.MaxValue);
        notice.Write(octets);

        Assert.Equal(Wire.Hex("""
            0100000000000000 F401000000000000 FEFFFFFFFFFFFFFF
            11223344 5566 4788 99AA BBCCDDEEFF00
            09000000 FFFFFFFF 02 00 01 03 00000000
            """), octets);
        Assert.Equal(notice, Notice.Read(octets));
    }

    [Fact]
    public void Any_record_comes_back_as_it_went() =>
        Gen.Select(Gen.ULong, Gen.Long, Gen.Int, Gen.Int, Gen.Byte.Array[4]).Sample((number, amount, a, b, rest) =>
        {
            BulkInstruction instruction = new(number, amount, a, b, rest[0], rest[1], rest[2], rest[3]);
            AnswerRecord answer = new((Standing)rest[0], rest[1] > 127, rest[2], a, amount);
            Notice notice = new(
                amount, amount, amount, new UInt128(number, number), a, b, (NoticeKind)rest[0], rest[1], rest[2],
                rest[3]);
            byte[] octets = new byte[Notice.Length];

            instruction.Write(octets);
            bool isGood = BulkInstruction.TryRead(octets, out BulkInstruction read) && read == instruction;
            answer.Write(octets);
            isGood &= AnswerRecord.Read(octets) == answer;
            notice.Write(octets);
            return isGood && Notice.Read(octets) == notice;
        });

    [Fact]
    public void A_sender_s_number_a_uetr_and_a_derived_id_cannot_be_taken_for_each_other()
    {
        UInt128 numbered = InstructionIds.Numbered(258, 5);
        UInt128 derived = InstructionIds.Derived((byte)'W', "20261102MMQFMPU9000001"u8);

        Assert.Equal(new UInt128(0xC1EA_0102_0000_0000, 5), numbered);
        Assert.Equal(4, Version(new UInt128(0x1122334455664788, 0x99AABBCCDDEEFF00)));
        Assert.Equal(8, Version(derived));
        Assert.Equal(0, Version(numbered));
        Assert.NotEqual(derived, InstructionIds.Derived((byte)'F', "20261102MMQFMPU9000001"u8));
        Assert.Throws<OverflowException>(() => InstructionIds.Numbered(65_536, 1));
    }

    private static int Version(UInt128 id) => (int)((ulong)(id >> 76) & 0xF);
}
