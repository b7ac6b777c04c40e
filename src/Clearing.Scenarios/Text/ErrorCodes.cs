namespace Clearing.Scenarios.Text;

/// <summary>The stable codes of <c>docs/reference/errors.md</c>; a code keeps its meaning for ever.</summary>
public static class ErrorCodes
{
    public const string Unreadable = "CLR-1001";
    public const string TooLarge = "CLR-1002";
    public const string NotUtf8 = "CLR-1003";
    public const string ForbiddenCharacter = "CLR-1004";
    public const string Tab = "CLR-1005";
    public const string Syntax = "CLR-1006";
    public const string ForbiddenYaml = "CLR-1007";
    public const string DuplicateKey = "CLR-1008";
    public const string SecondDocument = "CLR-1009";
    public const string Empty = "CLR-1010";
    public const string TooMany = "CLR-1011";
    public const string UnknownKey = "CLR-1101";
    public const string MissingKey = "CLR-1102";
    public const string WrongType = "CLR-1103";
    public const string UnknownWord = "CLR-1104";
    public const string KeysDoNotGoTogether = "CLR-1105";
    public const string NoValue = "CLR-1106";
    public const string Amount = "CLR-1201";
    public const string TooManyDecimals = "CLR-1202";
    public const string OutOfRange = "CLR-1203";
    public const string TimeOfDay = "CLR-1204";
    public const string Duration = "CLR-1205";
    public const string Date = "CLR-1206";
    public const string WholeNumber = "CLR-1207";
    public const string Id = "CLR-1208";
    public const string Name = "CLR-1209";
    public const string UnknownCurrency = "CLR-1210";
    public const string OtherCurrency = "CLR-1211";
    public const string UnknownTimeZone = "CLR-1212";
    public const string Bound = "CLR-1213";
    public const string OutsideHours = "CLR-1214";
    public const string NotADay = "CLR-1215";
    public const string OutOfOrder = "CLR-1216";
    public const string ExpectedValue = "CLR-1217";
    public const string Duplicate = "CLR-1301";
    public const string UnknownParticipant = "CLR-1302";
    public const string UnknownSystem = "CLR-1303";
    public const string UnknownPayment = "CLR-1304";
    public const string UnknownRulebook = "CLR-1305";
    public const string UnknownMetric = "CLR-1306";
    public const string UnknownAttribute = "CLR-1307";
    public const string SameParticipant = "CLR-1308";
    public const string SeedMissing = "CLR-1309";
    public const string RulesDoNotGoTogether = "CLR-1310";
    public const string Generator = "CLR-1311";
    public const string Agent = "CLR-1312";
    public const string CsvHeader = "CLR-1401";
    public const string CsvRow = "CLR-1402";
    public const string CsvSyntax = "CLR-1403";
    public const string NotSupported = "CLR-1501";
    public const string Override = "CLR-1502";
}
