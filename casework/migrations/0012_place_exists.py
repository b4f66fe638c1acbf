"""The code of a place names a province of GB/T 2260 (decision 0220)."""

from django.db import migrations, models

PLACE = (
    r"^((11|12|13|14|15|21|22|23|31|32|33|34|35|36|37|41|42|43|44|45|46|50|51|52|53|54|61|62|63|64|65"
    r"|71|81|82)(0000|(0[1-9]|[1-9][0-9])[0-9][0-9]))?$"
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_intake_says_it_twice"),
    ]

    operations = [
        # What was typed before and names no place said nothing: the words for the place stay.
        migrations.RunSQL(
            f"UPDATE casework_statement SET district_code = '' WHERE district_code !~ '{PLACE}'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                name="statement_place_exists",
                condition=models.Q(district_code__regex=PLACE),
            ),
        ),
    ]
