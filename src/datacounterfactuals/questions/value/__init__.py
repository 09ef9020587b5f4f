"""Value: what each object, group or pair of objects adds."""
