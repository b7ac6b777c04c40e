namespace Clearing.Messages.Tests.Fin;

/// <summary>One accepted message of each type, from which tests make others by changing a field.</summary>
internal static class Good
{
    public const string CustomerTransfer =
        """
        {1:F01BANKUS33AXXX0001000002}{2:I103BANKDEFFXXXXU3003}{3:{108:MUR1}{121:550e8400-e29b-41d4-a716-446655440000}}{4:
        :20:REF-1
        :13C:/SNDTIME/0915+0100
        :23B:CRED
        :23E:PHOB/CALL
        :26T:K90
        :32A:261123USD1234,5
        :33B:EUR1100,
        :36:1,1223
        :50K:/12345678
        PAYER LTD
        1 MAIN STREET
        :52A:BANKUS44
        :53A:/D/4711
        CHASUS33
        :54A:DEUTDEFF
        :55A:BNPAFRPP
        :56A:CITIUS33
        :57A:COBADEFF
        :59:/DE89370400440532013000
        PAYEE GMBH
        :70:INVOICE 1
        :71A:SHA
        :71F:USD5,
        :72:/INS/CHASUS33XXX
        /ACC/NOTHING
        :77B:/ORDERRES/US//PURPOSE
        -}{5:{MAC:01234567}{CHK:0123456789AB}}
        """;
}
