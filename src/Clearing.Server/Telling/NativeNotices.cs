using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Clearing.Settlement.Ledgers;

namespace Clearing.Server.Telling;

/// <summary>
/// Debits and credits as messages: MT 900 and 910, or camt.054 (docs/reference/sessions.md, "Notices").
/// </summary>
internal sealed class NativeNotices
{
    private const int MostOctets = 2048;
    private const int MostReference = 35;
    private const int FinReference = 16;
    private const string Network = "CLRGXXXX";

    private readonly FrameBuilder _builder;
    private readonly ServedLedger _ledger;
    private readonly ReferenceMemory _references;
    private readonly FrameKind _kind;
    private readonly int _participant;
    private readonly string _terminal;

    public NativeNotices(
        FrameBuilder builder, ServedLedger ledger, int participant, ReferenceMemory references, NoticeForm form)
    {
        _builder = builder;
        _ledger = ledger;
        _participant = participant;
        _references = references;
        _kind = form == NoticeForm.Fin ? FrameKind.Fin : FrameKind.Xml;
        string bic = ledger.Participants[participant].Bic;
        _terminal = bic.Length == 8 ? $"{bic}AXXX" : bic.Length == 11 ? $"{bic[..8]}A{bic[8..]}" : "XXXXXXXXXXXX";
    }

    /// <summary>Writes those of a row of notices that a message is made of, each with its number.</summary>
    public void Write(NewsChunk chunk, int index, int count, ulong number, FrameMarks flags)
    {
        bool hasBegun = false;
        for (int i = 0; i < count; i++)
        {
            Notice notice = chunk.NoticeOf(_participant, index + i);
            bool isTold = notice.Kind is NoticeKind.Debited or NoticeKind.Credited;
            if (hasBegun && (!isTold || !_builder.HasRoom(MostOctets)))
            {
                _builder.End();
                hasBegun = false;
            }

            if (isTold)
            {
                if (!hasBegun)
                {
                    _builder.Begin(
                        _kind, flags | FrameMarks.Batch | FrameMarks.Notices, number + (ulong)i);
                    hasBegun = true;
                }

                _builder.BeginMessage();
                Write(notice, number + (ulong)i);
                _builder.EndMessage();
            }
        }

        if (hasBegun)
        {
            _builder.End();
        }
    }

    private void Write(in Notice notice, ulong number)
    {
        Span<byte> reference = stackalloc byte[MostReference];
        ReadOnlySpan<byte> known = reference[.._references.Recall(new InstructionId(notice.Id), reference)];
        if (_kind == FrameKind.Fin)
        {
            WriteFin(notice, number, known.Length is 0 or > FinReference ? "NONREF"u8 : known);
        }
        else
        {
            WriteIso(notice, number, known.IsEmpty ? "NONREF"u8 : known);
        }
    }

    private DirectoryCurrency CurrencyOf(in Notice notice) =>
        _ledger.Currencies[_ledger.Directory.Systems[notice.System].Currency];

    private string CounterpartyOf(in Notice notice)
    {
        string bic = notice.Counterparty >= 0 ? _ledger.Participants[notice.Counterparty].Bic : "";
        return bic.Length == 0 ? "NOTPROVIDED" : bic;
    }

    private void WriteFin(in Notice notice, ulong number, ReadOnlySpan<byte> reference)
    {
        OctetText text = new(_builder);
        DirectoryCurrency currency = CurrencyOf(notice);
        bool isDebit = notice.Kind == NoticeKind.Debited;
        text.Add("{1:F01"u8);
        text.Add(_terminal);
        text.Add("0001"u8);
        text.Digits((long)(number % 1_000_000), 6);
        text.Add(isDebit ? "}{2:O900"u8 : "}{2:O910"u8);
        text.Time(notice.TimeUs, "HHmmyyMMdd");
        text.Add(Network);
        text.Add("AXXX0001"u8);
        text.Digits((long)(number % 1_000_000), 6);
        text.Time(notice.TimeUs, "yyMMddHHmm");
        text.Add("N}"u8);
        WriteUetr(text, notice.Id);
        text.Add("{4:\r\n:20:N"u8);
        text.Digits((long)(number % 1_000_000_000_000), 0);
        text.Add("\r\n:21:"u8);
        text.Add(reference);
        text.Add("\r\n:25:"u8);
        text.Add(_ledger.Participants[_participant].Id);
        text.Add("\r\n:32A:"u8);
        text.Digits(_ledger.DateAt(notice.TimeUs) % 1_000_000, 6);
        text.Add(currency.Code);
        text.Amount(notice.AmountMinor, currency.MinorDigits, (byte)',', always: true);
        text.Add("\r\n:52"u8);
        string counterparty = CounterpartyOf(notice);
        text.Add(counterparty == "NOTPROVIDED" ? "D:"u8 : "A:"u8);
        text.Add(counterparty);
        text.Add("\r\n-}"u8);
    }

    private static void WriteUetr(OctetText text, UInt128 id)
    {
        if (IsUetr(id))
        {
            text.Add("{3:{121:"u8);
            text.Uuid(id);
            text.Add("}}"u8);
        }
    }

    private static bool IsUetr(UInt128 id) => ((ulong)(id >> 76) & 0xF) == 4;

    private void WriteIso(in Notice notice, ulong number, ReadOnlySpan<byte> reference)
    {
        OctetText text = new(_builder);
        DirectoryCurrency currency = CurrencyOf(notice);
        text.Add(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr>"u8);
        text.Add("<MsgId>N"u8);
        text.Digits((long)number, 0);
        text.Add("</MsgId><CreDtTm>"u8);
        text.Time(notice.TimeUs, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        text.Add("</CreDtTm></GrpHdr><Ntfctn><Id>N"u8);
        text.Digits((long)number, 0);
        text.Add("</Id><Acct><Id><Othr><Id>"u8);
        text.Add(_ledger.Participants[_participant].Id);
        text.Add("</Id></Othr></Id></Acct><Ntry><Amt Ccy=\""u8);
        text.Add(currency.Code);
        text.Add("\">"u8);
        text.Amount(notice.AmountMinor, currency.MinorDigits, (byte)'.', always: false);
        text.Add("</Amt><CdtDbtInd>"u8);
        text.Add(notice.Kind == NoticeKind.Debited ? "DBIT"u8 : "CRDT"u8);
        text.Add("</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>"u8);
        text.Time(notice.TimeUs, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        text.Add("</DtTm></BookgDt><BkTxCd/><NtryDtls><TxDtls><Refs><InstrId>"u8);
        text.Add(reference);
        text.Add("</InstrId>"u8);
        if (IsUetr(notice.Id))
        {
            text.Add("<UETR>"u8);
            text.Uuid(notice.Id);
            text.Add("</UETR>"u8);
        }

        text.Add("</Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"u8);
    }
}
