package io.hardline.settings.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A setting whose capability is still to come. Its name and default are fixed so that files stay
 * valid; any other value is refused with "not in this version".
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface NotInThisVersion {}
