namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which of an icon's two drawings is shown.</summary>
public enum IconVariant
{
    Regular,
    Filled,
}
