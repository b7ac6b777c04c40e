namespace Clearing.Server.Access;

/// <summary>As what somebody calls.</summary>
public enum Role : byte
{
    /// <summary>A participant's own program or desk.</summary>
    Bank = 0,

    /// <summary>Runs the service; changes nothing alone.</summary>
    Operator = 1,

    /// <summary>Sees everything and changes nothing.</summary>
    Observer = 2,
}
