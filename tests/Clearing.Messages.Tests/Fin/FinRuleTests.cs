namespace Clearing.Messages.Tests.Fin;

/// <summary>Each rule of block 4 broken once in an otherwise good message, and kept in its neighbours.</summary>
public sealed class FinRuleTests
{
    [Theory]
    [InlineData("103", "")]
    [InlineData("103", ":36:1,1223| =>  ;; :33B:EUR => :33B:USD")]
    [InlineData("103", ":33B:EUR1100,| =>  ;; :36:1,1223| =>  ;; :71F:USD5,| => ")]
    [InlineData("103", ":71A:SHA|:71F:USD5, => :71A:BEN|:71F:USD0,|:71F:EUR5,")]
    [InlineData("103", ":71A:SHA|:71F:USD5, => :71A:OUR|:71G:USD5,")]
    [InlineData("103", ":23E:PHOB/CALL => :23E:SDVA|:23E:PHOB|:23E:TELE/X|:23E:TELI")]
    [InlineData("103", ":23E:PHOB/CALL => :23E:CHQB ;; :59:/DE89370400440532013000| => :59:")]
    [InlineData("103", ":53A:/D/4711|CHASUS33 => :53D:SOME BANK")]
    [InlineData("103", ":50K:/12345678|PAYER LTD|1 MAIN STREET => :50A:BANKUS33XXX")]
    [InlineData("103", ":32A:261123USD1234,5 => :32A:991231JPY1234,")]
    [InlineData("103", ":32A:261123USD1234,5 => :32A:280229CLF1234,5678")]
    [InlineData("103", "BANKUS33A => BANKFRPPA ;; BANKDEFFX => BANKITMMX")]
    [InlineData("103.STP", "")]
    [InlineData("103.STP", "BANKBEBB => BANKUS33 ;; :33B:EUR100,| =>  ;; DE89370400440532013000 => 4711")]
    [InlineData("103.REMIT", "")]
    [InlineData("103.SSTD", "")]
    [InlineData("103.SSTD", "SSTD => SPAY")]
    [InlineData("103.SSTD", "SSTD => SPRI ;; :56C://CH123456| => ")]
    [InlineData("103.SSTD", "SSTD => SPRI ;; :56C://CH123456| =>  ;; :32A: => :23E:SDVA|:23E:INTC|:23E:PHOB|:32A:")]
    [InlineData("103.SSTD", "CUST/US/BANK/123456 => /4711")]
    [InlineData("103.SSTD", "2/2 MAIN STREET|3/DE/BERLIN => 1/AND SONS")]
    [InlineData("202", "")]
    [InlineData("202", ":56A:CITIUS33|:57A:CHASUS33| => ")]
    [InlineData("202.COV", "")]
    [InlineData("205", "")]
    [InlineData("900", "")]
    [InlineData("910", "")]
    [InlineData("910", ":50K:PAYER => :52A:BANKUS33")]
    [InlineData("940", "")]
    [InlineData("940", "RD50,25S103OWNER/REF//SERVICER-REF => RDD50,25FTRFOWNER")]
    [InlineData("942", "")]
    [InlineData("942", ":34F:USDD100,|:34F:USDC200, => :34F:USD100,")]
    [InlineData("942", ":90D:0USD0,|:90C:1USD10,| => ")]
    [InlineData("950", "")]
    [InlineData("192", "")]
    [InlineData("192", ":79:/DUPL/ => :32A:261123USD100,")]
    [InlineData("192", ":79:/DUPL/ => :79:/DUPL/|:32A:261123USD100,")]
    [InlineData("196", "")]
    [InlineData("196", ":20:REF-1|:32A:261123USD100, => :79:WORDS")]
    [InlineData("295", "")]
    [InlineData("999", "")]
    public void What_keeps_the_rules_is_accepted(string name, string changes) =>
        Assert.True(Good.Read(Good.Changed(name, changes), out _, out MessageErrors errors), Good.Told(errors));

    [Theory]
    [InlineData("D75", "103", ":36:1,1223| => ")]
    [InlineData("D75", "103", ":33B:EUR => :33B:USD")]
    [InlineData("D75", "103", ":33B:EUR1100,| =>  ;; :71F:USD5,| => ")]
    [InlineData("D49", "103", "BANKUS33A => BANKFRPPA ;; :33B:EUR1100,|:36:1,1223| =>  ;; :71F:USD5,| => ")]
    [InlineData("E01", "103.SSTD", "SSTD => SPRI ;; :56C://CH123456| =>  ;; :32A: => :23E:CORT|:32A:")]
    [InlineData("E02", "103.SSTD", ":32A: => :23E:SDVA|:32A:")]
    [InlineData("E03", "103.SSTD", ":53B:/4711 => :53D:/4711|SOME BANK")]
    [InlineData("E04", "103.SSTD", ":53B:/4711 => :53B:NEW YORK")]
    [InlineData("E05", "103.SSTD", ":54A:DEUTDEFF => :54D:SOME BANK")]
    [InlineData("E06", "103", ":53A:/D/4711|CHASUS33| => ")]
    [InlineData("E06", "103", ":54A:DEUTDEFF| => ")]
    [InlineData("E07", "103.SSTD", ":55A:BNPAFRPP => :55B:PARIS")]
    [InlineData("C81", "103", ":57A:COBADEFF| => ")]
    [InlineData("C81", "202", ":57A:CHASUS33| => ")]
    [InlineData("C81", "202.COV", ":57B:NEW YORK| => ")]
    [InlineData("E16", "103.SSTD", "SSTD => SPRI")]
    [InlineData("E17", "103.SSTD", ":56C://CH123456 => :56D:SOME BANK")]
    [InlineData("E09", "103.SSTD", ":57D://SC102030|SOME BANK => :57D:SOME BANK")]
    [InlineData("E09", "103.SSTD", ":57D://SC102030|SOME BANK => :57B:/4711|BERLIN")]
    [InlineData("E10", "103.SSTD", ":59F:/4712| => :59F:")]
    [InlineData("E10", "103.STP", ":59:/DE89370400440532013000| => :59:")]
    [InlineData("E18", "103", ":23E:PHOB/CALL => :23E:CHQB")]
    [InlineData("E13", "103", ":71A:SHA => :71A:OUR")]
    [InlineData("D50", "103", ":71F:USD5, => :71G:USD5,")]
    [InlineData("E15", "103", ":71A:SHA|:71F:USD5, => :71A:BEN")]
    [InlineData("E15", "103", ":71A:SHA|:71F:USD5, => :71A:BEN|:71F:USD5,|:71G:USD5,")]
    [InlineData("D51", "103", ":33B:EUR1100,|:36:1,1223| => ")]
    [InlineData("C02", "103", ":71A:SHA|:71F:USD5, => :71A:OUR|:71G:EUR5,")]
    [InlineData("D57", "103", ":71A:SHA|:71F:USD5, => :71A:OUR|:71G:USD0,00")]
    [InlineData("E44", "103", ":23E:PHOB/CALL => :23E:TELI ;; :56A:CITIUS33| => ")]
    [InlineData("E45", "103", ":23E:PHOB/CALL => :23E:PHON ;; :56A:CITIUS33|:57A:COBADEFF| => ")]
    [InlineData("D98", "103", ":23E:PHOB/CALL => :23E:TELB|:23E:PHOB")]
    [InlineData("E46", "103", ":23E:PHOB/CALL => :23E:PHOB|:23E:PHOB")]
    [InlineData("D19", "103.STP", "DE89370400440532013000 => DE88370400440532013000")]
    [InlineData("C03", "103", "USD1234,5 => USD1234,505")]
    [InlineData("C03", "103", "USD1234,5 => JPY1234,5")]
    [InlineData("C03", "940", "USD60,25|:65 => USD60,253|:65")]
    [InlineData("C08", "103", "USD1234,5 => XAU1234,5")]
    [InlineData("C06", "910", ":50K:PAYER| => ")]
    [InlineData("C06", "910", ":50K:PAYER => :50K:PAYER|:52A:BANKUS33")]
    [InlineData("C27", "940", ":62F:D261123USD => :62F:D261123EUR")]
    [InlineData("C27", "942", ":90D:0USD => :90D:0EUR")]
    [InlineData("C27", "950", ":62M:C261123USD => :62M:C261123EUR")]
    [InlineData("C23", "942", ":34F:USDD100,|:34F:USDC200, => :34F:USDD100,")]
    [InlineData("C23", "942", ":34F:USDD100,|:34F:USDC200, => :34F:USDC100,|:34F:USDD200,")]
    [InlineData("C23", "942", ":34F:USDD100, => :34F:USD100,")]
    [InlineData("C25", "192", ":79:/DUPL/| => ")]
    [InlineData("C31", "196", ":20:REF-1 => :79:WORDS|:20:REF-1")]
    public void A_broken_rule_between_fields_is_told_by_its_code(string code, string name, string changes) =>
        Rejected(code, MessageLayer.Semantic, name, changes);

    [Theory]
    [InlineData("T97", "103", ":23E:PHOB/CALL => :23E:SDVA/CALL")]
    [InlineData("T47", "103", ":23E:PHOB/CALL => :23E:WHAT")]
    [InlineData("T36", "103", ":23B:CRED => :23B:CRID")]
    [InlineData("T08", "103", ":71A:SHA => :71A:SHR")]
    [InlineData("T27", "103", "/INS/CHASUS33XXX => /INS/CHASE BANK")]
    [InlineData("T27", "103", ":54A:DEUTDEFF => :54A:DEUTDE")]
    [InlineData("T47", "103", "/ACC/NOTHING => /INS/CHASUS33")]
    [InlineData("T81", "103.STP", "/ACC/NOTHING => /REJT/99")]
    [InlineData("T81", "103.STP", "/ACC/NOTHING => /RETN/99")]
    [InlineData("T82", "103.STP", "/ACC/NOTHING => /OCMT/EUR10,/")]
    [InlineData("T26", "103", ":20:REF-1 => :20:REF//1")]
    [InlineData("T26", "103", ":20:REF-1 => :20:/REF")]
    [InlineData("T26", "202", ":21:REL-1 => :21:REL/")]
    [InlineData("T33", "103", ":20:REF-1 => :20:REF-4567890123456")]
    [InlineData("T17", "103", ":20:REF-1 => :20:")]
    [InlineData("T17", "103", ":70:INVOICE 1 => :70:INVOICE|   |1")]
    [InlineData("T30", "103", ":70:INVOICE 1 => :70:1|2|3|4|5")]
    [InlineData("T30", "900", ":25P:4711|BANKDEFF => :25P:4711")]
    [InlineData("T33", "103", ":70:INVOICE 1 => :70:ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ")]
    [InlineData("T33", "103", ":26T:K90 => :26T:K9")]
    [InlineData("T33", "103", ":53A:/D/4711 => :53A:/D/ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHI")]
    [InlineData("T38", "103", "/0915+0100 => /2415+0100")]
    [InlineData("T15", "103", "/0915+0100 => /0915*0100")]
    [InlineData("T16", "103", "/0915+0100 => /0915+1400")]
    [InlineData("T50", "103", ":32A:261123 => :32A:270229")]
    [InlineData("T50", "103", ":32A:261123 => :32A:261131")]
    [InlineData("T50", "103", ":32A:261123 => :32A:26112A")]
    [InlineData("T52", "103", "USD1234,5 => USX1234,5")]
    [InlineData("T52", "103", "USD1234,5 => usd1234,5")]
    [InlineData("T40", "103", "USD1234,5 => USD12345")]
    [InlineData("T40", "103", "USD1234,5 => USD,5")]
    [InlineData("T40", "103", "USD1234,5 => USD-1,5")]
    [InlineData("T43", "103", "USD1234,5 => USD1,234,5")]
    [InlineData("T43", "103", "USD1234,5 => USD123456789012345,")]
    [InlineData("T40", "103", "USD1234,5 => USD1234.5")]
    [InlineData("M60", "103", "PAYER LTD => PAYER & CO")]
    [InlineData("M60", "103", "PAYER LTD => PÄYER")]
    [InlineData("M60", "103.REMIT", "{@#_ => {@#_~")]
    [InlineData("T51", "940", ":60F:C => :60F:X")]
    [InlineData("T51", "940", "1122RD50 => 1122RX50")]
    [InlineData("T53", "940", "S103OWNER => S1X3OWNER")]
    [InlineData("T53", "940", "NTRFNONREF => XTRFNONREF")]
    [InlineData("T50", "940", "2611211122RD => 2611211322RD")]
    [InlineData("T33", "940", "OWNER/REF// => OWNER/REFERENCE-LONG//")]
    [InlineData("T33", "940", "NTRFNONREF => NTRF")]
    [InlineData("T33", "940", "SUPPLEMENT => SUPPLEMENTSUPPLEMENTSUPPLEMENT12345")]
    [InlineData("T30", "940", "SUPPLEMENT => SUPPLEMENT|MORE")]
    [InlineData("T54", "103.SSTD", "2/1 MAIN STREET => 1 MAIN STREET")]
    [InlineData("T55", "103.SSTD", "CUST/US => CUSX/US")]
    [InlineData("T56", "103.SSTD", "2/1 MAIN STREET|3/US/NEW YORK => 3/US/NEW YORK|2/1 MAIN STREET")]
    [InlineData("T56", "103.SSTD", "3/US/NEW YORK| => ")]
    [InlineData("T56", "103.SSTD", "|3/DE/BERLIN => ")]
    [InlineData("T73", "103.SSTD", "3/US/NEW => 3/UU/NEW")]
    [InlineData("T30", "103.SSTD", "2/1 MAIN => 2/A|2/B|2/1 MAIN")]
    public void A_broken_format_is_told_by_its_code(string code, string name, string changes) =>
        Rejected(code, MessageLayer.Format, name, changes);

    [Theory]
    [InlineData("T13", "103", ":20:REF-1| => ")]
    [InlineData("T13", "103", ":71A:SHA| => ")]
    [InlineData("T13", "103", ":71A:SHA => :71A:SHA|:71A:SHA")]
    [InlineData("T13", "103", ":23B:CRED => :21:REL|:23B:CRED")]
    [InlineData("T13", "103", ":50K: => :50D:")]
    [InlineData("T13", "103", ":70:INVOICE 1|:71A:SHA => :71A:SHA|:70:INVOICE 1")]
    [InlineData("T13", "103", "PAYER LTD => :PAYER LTD")]
    [InlineData("T13", "103", ":20:REF-1 => TEXT|:20:REF-1")]
    [InlineData("T13", "103.STP", ":57A:COBADEFF => :57D:SOME BANK")]
    [InlineData("T13", "103.STP", ":57A:COBADEFF => :51A:COBADEFF|:57A:COBADEFF")]
    [InlineData("T13", "103.REMIT", ":71A:OUR => :70:TEXT|:71A:OUR")]
    [InlineData("T13", "202", ":58A:/4712 => :50K:/4712")]
    [InlineData("T13", "202.COV", "{3:{119:COV}} => ")]
    [InlineData("T13", "205", ":52D:SOME BANK|SOMEWHERE| => ")]
    [InlineData("T13", "205", ":58D: => :54A:BANKUS33|:58D:")]
    [InlineData("C24", "940", ":60F:C261120USD100,| => :60F:C261120USD100,|:86:TEXT|")]
    [InlineData("C24", "940", ":86:SOMETHING => :86:SOMETHING|:86:MORE")]
    [InlineData("T13", "950", ":61:261123C10, => :86:TEXT|:61:261123C10,")]
    [InlineData("T13", "942", ":34F:USDC200, => :34F:USDC200,|:34F:USDC300,")]
    [InlineData("T13", "192", ":11S:103|261123|0001000002| => ")]
    [InlineData("T13", "999", ":79:WORDS => :79:WORDS|:79:WORDS")]
    public void A_field_that_lacks_or_stands_wrong_is_told_by_its_code(string code, string name, string changes) =>
        Rejected(code, MessageLayer.Structure, name, changes);

    [Fact]
    public void An_error_names_its_field_its_line_and_its_octet()
    {
        string message = Good.Changed("999", "WORDS => WORDS|MORE_WORDS");
        Good.Read(message, out _, out MessageErrors errors);
        MessageError error = Assert.Single(errors.All);
        int octet = message.IndexOf('_', StringComparison.Ordinal);
        Assert.Equal(("M60", $":79: line 3, octet {octet}"), (error.Code, error.Where));
    }

    [Fact]
    public void All_errors_of_the_level_that_fails_are_told()
    {
        Good.Read(
            Good.Changed("103", ":20:REF-1 => :20:REF// ;; :71A:SHA => :71A:XXX ;; USD1234,5 => USD1234"),
            out _, out MessageErrors errors);
        Assert.Equal(["T26", "T40", "T08"], errors.All.Select(error => error.Code));
    }

    [Fact]
    public void What_stands_before_a_misplaced_field_is_judged_first()
    {
        Good.Read(
            Good.Changed("103", ":20:REF-1 => :20:REF// ;; :71A:SHA| => "), out _, out MessageErrors errors);
        Assert.Equal(["T26"], errors.All.Select(error => error.Code));
    }

    private static void Rejected(string code, MessageLayer layer, string name, string changes)
    {
        bool isAccepted = Good.Read(Good.Changed(name, changes), out _, out MessageErrors errors);
        Assert.False(isAccepted);
        Assert.True(errors.Layer == layer && errors.All.All(error => error.Layer == layer), Good.Told(errors));
        Assert.True(errors.All.Any(error => error.Code == code), Good.Told(errors));
    }
}
