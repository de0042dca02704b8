"""Who is who: regions, organisations, regroupements, projects."""
