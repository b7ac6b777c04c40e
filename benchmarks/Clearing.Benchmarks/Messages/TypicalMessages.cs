using System.Globalization;
using System.Text;

namespace Clearing.Benchmarks.Messages;

/// <summary>
/// Many different messages of one usual kind, side by side in memory, so that no reader lives on one message in the
/// cache. References, amounts and parties change from message to message; lengths stay the same.
/// </summary>
internal static class TypicalMessages
{
    private static readonly string[] Banks =
        ["AAAAUS33", "BBBBDEFF", "CCCCGB2L", "DDDDFRPP", "EEEECHZZ", "FFFFJPJT", "GGGGNL2A", "HHHHSGSG"];

    /// <summary>MT 103 with headers, UETR, 12 fields and a checksum trailer, about 520 octets.</summary>
    public static byte[][] CustomerTransfers(int count) => Make(count, i => string.Create(
        CultureInfo.InvariantCulture,
        $"{{1:F01{Banks[i & 7]}AXXX0001{i % 1000000:000000}}}{{2:I103{Banks[(i + 3) & 7]}XXXXN}}"
        + $"{{3:{{108:MUR{i:0000000000}}}{{121:{Uetr(i)}}}}}{{4:\r\n"
        + $":20:REF{i:0000000000}\r\n:23B:CRED\r\n:32A:260105USD{10000 + (i % 80000)},{i % 100:00}\r\n"
        + $":33B:USD{10000 + (i % 80000)},{i % 100:00}\r\n:50K:/12345678{i % 100:00}\r\nMADE UP TRADING COMPANY LTD\r\n"
        + $"12 HARBOUR STREET\r\nSPRINGFIELD\r\n"
        + $":52A:{Banks[(i + 1) & 7]}\r\n:57A:{Banks[(i + 5) & 7]}\r\n"
        + $":59:/DE89370400440532013000\r\nANOTHER MADE UP COMPANY GMBH\r\nHAUPTSTRASSE 5\r\nMUSTERSTADT\r\n"
        + $":70:/INV/2026-{i % 10000:0000}\r\nGOODS AS ORDERED IN DECEMBER\r\n:71A:SHA\r\n"
        + $"-}}{{5:{{CHK:0123456789AB}}}}"));

    /// <summary>pacs.008.001.08 with its header in a wrapper, indented as people send it, about 3,000 octets.</summary>
    public static byte[][] CustomerTransfersInXml(int count) => Make(count, Xml);

    private static byte[][] Make(int count, Func<int, string> text)
    {
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            messages[i] = Encoding.UTF8.GetBytes(text(i));
        }

        return messages;
    }

    private static string Uetr(int i) => string.Create(
        CultureInfo.InvariantCulture, $"{i:x8}-1a2b-4c3d-8e4f-{(i * 7L) & 0xFFFFFFFFFFFF:x12}");

    private static string Xml(int i)
    {
        string from = Banks[i & 7];
        string to = Banks[(i + 3) & 7];
        string amount = string.Create(CultureInfo.InvariantCulture, $"{10000 + (i % 80000)}.{i % 100:00}");
        string id = string.Create(CultureInfo.InvariantCulture, $"MSG{i:0000000000}");
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <BusMsg>
              <AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">
                <Fr><FIId><FinInstnId><BICFI>{from}</BICFI></FinInstnId></FIId></Fr>
                <To><FIId><FinInstnId><BICFI>{to}</BICFI></FinInstnId></FIId></To>
                <BizMsgIdr>{id}</BizMsgIdr>
                <MsgDefIdr>pacs.008.001.08</MsgDefIdr>
                <BizSvc>swift.cbprplus.03</BizSvc>
                <CreDt>2026-01-05T09:00:00+00:00</CreDt>
              </AppHdr>
              <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">
                <FIToFICstmrCdtTrf>
                  <GrpHdr>
                    <MsgId>{id}</MsgId>
                    <CreDtTm>2026-01-05T09:00:00+00:00</CreDtTm>
                    <NbOfTxs>1</NbOfTxs>
                    <SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf>
                  </GrpHdr>
                  <CdtTrfTxInf>
                    <PmtId>
                      <InstrId>{id}</InstrId>
                      <EndToEndId>E2E{id}</EndToEndId>
                      <UETR>{Uetr(i)}</UETR>
                    </PmtId>
                    <PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>G001</Cd></SvcLvl></PmtTpInf>
                    <IntrBkSttlmAmt Ccy="USD">{amount}</IntrBkSttlmAmt>
                    <IntrBkSttlmDt>2026-01-05</IntrBkSttlmDt>
                    <InstdAmt Ccy="USD">{amount}</InstdAmt>
                    <ChrgBr>SHAR</ChrgBr>
                    <InstgAgt><FinInstnId><BICFI>{from}</BICFI></FinInstnId></InstgAgt>
                    <InstdAgt><FinInstnId><BICFI>{to}</BICFI></FinInstnId></InstdAgt>
            {Parties(i)}
                  </CdtTrfTxInf>
                </FIToFICstmrCdtTrf>
              </Document>
            </BusMsg>
            """;
    }

    private static string Parties(int i) => $"""
                    <IntrmyAgt1>
                      <FinInstnId>
                        <BICFI>{Banks[(i + 4) & 7]}XXX</BICFI>
                        <ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>
                        <Nm>Made Up Intermediary Bank N.A.</Nm>
                      </FinInstnId>
                    </IntrmyAgt1>
                    <UltmtDbtr>
                      <Nm>Made Up Holding Corporation</Nm>
                      <PstlAdr><StrtNm>Market Street</StrtNm><TwnNm>Springfield</TwnNm><Ctry>US</Ctry></PstlAdr>
                    </UltmtDbtr>
                    <Dbtr>
                      <Nm>Made Up Trading Company Ltd</Nm>
                      <PstlAdr>
                        <StrtNm>Harbour Street</StrtNm>
                        <BldgNb>12</BldgNb>
                        <PstCd>10001</PstCd>
                        <TwnNm>Springfield</TwnNm>
                        <Ctry>US</Ctry>
                      </PstlAdr>
                    </Dbtr>
                    <DbtrAcct><Id><Othr><Id>12345678{i % 100:00}</Id></Othr></Id></DbtrAcct>
                    <DbtrAgt><FinInstnId><BICFI>{Banks[i & 7]}</BICFI></FinInstnId></DbtrAgt>
                    <CdtrAgt><FinInstnId><BICFI>{Banks[(i + 5) & 7]}</BICFI></FinInstnId></CdtrAgt>
                    <Cdtr>
                      <Nm>Another Made Up Company GmbH &amp; Co</Nm>
                      <PstlAdr>
                        <StrtNm>Hauptstrasse</StrtNm>
                        <BldgNb>5</BldgNb>
                        <PstCd>50667</PstCd>
                        <TwnNm>Musterstadt</TwnNm>
                        <Ctry>DE</Ctry>
                      </PstlAdr>
                    </Cdtr>
                    <CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>
                    <Purp><Cd>SUPP</Cd></Purp>
                    <RmtInf><Ustrd>Invoice 2026-{i % 10000:0000}, goods as ordered in December</Ustrd></RmtInf>
            """;
}
