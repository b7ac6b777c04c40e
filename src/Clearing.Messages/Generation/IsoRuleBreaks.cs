namespace Clearing.Messages.Generation;

/// <summary>
/// A plain customer credit transfer with its header, and one or more ways to break each rule of XML, of the schema and
/// of the message, and that rule alone: <c>CODE | what is there | what is put in its place</c>.
/// </summary>
internal static class IsoRuleBreaks
{
    public const string Plain =
        "<BusMsg><AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId><FinInstnId>"
        + "<BICFI>BANKUS33</BICFI></FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKCHZZ</BICFI></FinInstnId>"
        + "</FIId></To><BizMsgIdr>MSG1</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr>"
        + "<BizSvc>swift.cbprplus.03</BizSvc><CreDt>2026-11-23T10:00:00+00:00</CreDt></AppHdr>"
        + "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf><GrpHdr>"
        + "<MsgId>MSG1</MsgId><CreDtTm>2026-11-23T10:00:00+00:00</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf>"
        + "<SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId><InstrId>I1</InstrId>"
        + "<EndToEndId>E1</EndToEndId><UETR>0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d</UETR></PmtId>"
        + "<IntrBkSttlmAmt Ccy=\"USD\">1000.00</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt>"
        + "<ChrgBr>SHAR</ChrgBr><InstgAgt><FinInstnId><BICFI>BANKUS33</BICFI></FinInstnId></InstgAgt>"
        + "<InstdAgt><FinInstnId><BICFI>BANKCHZZ</BICFI></FinInstnId></InstdAgt><Dbtr><Nm>Alice</Nm></Dbtr>"
        + "<DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>"
        + "</FinInstnId></DbtrAgt><CdtrAgt><FinInstnId><BICFI>BANKCHZZ</BICFI></FinInstnId></CdtrAgt>"
        + "<Cdtr><Nm>Bob</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>"
        + "</CdtTrfTxInf></FIToFICstmrCdtTrf></Document></BusMsg>";

    public const string Table = """
        XML-START | <BusMsg> | text<BusMsg>
        XML-AFTER | </BusMsg> | </BusMsg>text
        XML-AFTER | </BusMsg> | </BusMsg><More/>
        XML-END | </Document></BusMsg> | </Document>
        XML-MISMATCH | </Cdtr> | </Dbtr>
        XML-TAG | <Cdtr> | <Cdtr"x">
        XML-NAME | <Cdtr> | <1Cdtr>
        XML-ATTRIBUTE | Ccy="USD" | Ccy=USD
        XML-ATTRIBUTE | Ccy="USD" | Ccy="<"
        XML-DUPLICATE | Ccy="USD" | Ccy="USD" Ccy="USD"
        XML-DUPLICATE | <Cdtr> | <Cdtr xmlns:a="b" xmlns:a="b">
        XML-PREFIX | <Nm>Bob</Nm> | <a:Nm>Bob</a:Nm>
        XML-PREFIX | Ccy="USD" | Ccy="USD" a:b="c"
        XML-NAMESPACE | <Cdtr> | <Cdtr xmlns:xmlns="b">
        XML-LIMIT | <Cdtr> | <Cdtr ~ATTRIBUTES~>
        XML-DEPTH | Bob | ~DEPTH~
        XML-SIZE | Bob | ~SIZE~
        XML-CHAR | Bob | B\u0001b
        XML-CHAR | Bob | ~BADUTF8~
        XML-CHAR | Bob | B]]>b
        XML-ENTITY | Bob | &bob;
        XML-ENTITY | Bob | &#0;
        XML-ENTITY | Bob | B & b
        XML-COMMENT | Bob | <!-- a -- b -->Bob
        XML-END | Bob | <!-- a
        XML-END | Bob | <![CDATA[Bob
        XML-DTD | <BusMsg> | <!DOCTYPE BusMsg [<!ENTITY bob "Bob">]><BusMsg>
        XML-PI | Bob | <?xml version="1.0"?>Bob
        XML-DECLARATION | <BusMsg> | <?xml version="1.0" encoding="UTF-16"?><BusMsg>
        XML-DECLARATION | <BusMsg> | <?xml encoding="UTF-8"?><BusMsg>
        NS | xsd:pacs.008.001.08" | xsd:pacs.008.001.99"
        NS | <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"> | <Document>
        NS | xsd:head.001.001.02" | xsd:head.001.001.99"
        XSD-MISSING | <EndToEndId>E1</EndToEndId><UETR>0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d</UETR> |
        XSD-ORDER | <EndToEndId>E1</EndToEndId> |
        XSD-MISSING | <Cdtr><Nm>Bob</Nm></Cdtr> | <Cdtr><Nm>Bob</Nm></Cdtr>~CUT~
        XSD-ORDER | <NbOfTxs>1</NbOfTxs> | <NbOfTxs>1</NbOfTxs><NbOfTxs>1</NbOfTxs>
        XSD-ORDER | <Cdtr><Nm>Bob</Nm></Cdtr> | <Nobody/><Cdtr><Nm>Bob</Nm></Cdtr>
        XSD-ORDER | <InstrId>I1</InstrId><EndToEndId>E1</EndToEndId> | <EndToEndId>E1</EndToEndId><InstrId>I1</InstrId>
        XSD-MIXED | <Cdtr><Nm> | <Cdtr>text<Nm>
        XSD-ATTRIBUTE | Ccy="USD" |
        XSD-ATTRIBUTE | <Cdtr> | <Cdtr Ccy="USD">
        XSD-VALUE | <ChrgBr>SHAR</ChrgBr> | <ChrgBr>NONE</ChrgBr>
        XSD-VALUE | 1000.00 | -1
        XSD-VALUE | 1000.00 | 1e3
        XSD-VALUE | <IntrBkSttlmDt>2026-11-23 | <IntrBkSttlmDt>2026-02-30
        XSD-VALUE | Ccy="USD" | Ccy="usd"
        XSD-VALUE | <EndToEndId>E1 | <EndToEndId>
        XSD-VALUE | 0a1b2c3d-4e5f-4a6b | 0a1b2c3d-4e5f-5a6b
        XSD-VALUE | <CdtrAgt><FinInstnId><BICFI>BANKCHZZ | <CdtrAgt><FinInstnId><BICFI>BANKCHZ
        BAH-MSGDEF | <MsgDefIdr>pacs.008.001.08 | <MsgDefIdr>pacs.008.001.10
        CBPR-AGENT | <Fr><FIId><FinInstnId><BICFI>BANKUS33 | <Fr><FIId><FinInstnId><BICFI>OTHRUS33
        CBPR-AGENT | <To><FIId><FinInstnId><BICFI>BANKCHZZ | <To><FIId><FinInstnId><BICFI>OTHRCHZZ
        NBOFTXS | <NbOfTxs>1 | <NbOfTxs>2
        ABA | 021000021 | 021000022
        IBAN | DE89370400440532013000 | DE88370400440532013000
        CCY-UNKNOWN | Ccy="USD" | Ccy="ZZZ"
        CCY-COMMODITY | Ccy="USD">1000.00 | Ccy="XAU">1000
        CCY-DIGITS | Ccy="USD">1000.00 | Ccy="JPY">1000.50
        """;
}
