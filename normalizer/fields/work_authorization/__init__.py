"""The field `work_authorization`."""
